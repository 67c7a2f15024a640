import { DropdownMenu } from "radix-ui";
import { useRef, type ReactNode } from "react";
import { Button } from "#app/components/desk/kit.tsx";
import { entryLook, menuLook } from "#app/components/desk/menuLook.ts";
import { sectionName, type DraftSection } from "./draft.ts";

type SectionsBarProps = {
  sections: DraftSection[];
  saveState: ReactNode;
  isReading: boolean;
  onSave: () => void;
};

/** On a narrow screen, always in reach: Save, and the way to each part of the page. */
export function SectionsBar({ sections, saveState, isReading, onSave }: SectionsBarProps) {
  const chosen = useRef<string | null>(null);
  const parts = [
    ["subject", "Subject"],
    ["intro", "Intro"],
    ...sections.map((section, i) => [`section-${i + 1}`, `${sectionName(section, i)} (${section.pieces.length})`]),
    ["outro", "Outro"],
    ["checks", "Before it goes out"],
  ] as [string, string][];
  return (
    <div className="mb-4 flex items-center gap-2 border-b border-rule py-2 lg:hidden">
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button type="button" className="px-3!">
            Go to <span aria-hidden>▾</span>
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="start"
            sideOffset={4}
            collisionPadding={8}
            className={menuLook}
            onCloseAutoFocus={(event) => {
              if (!chosen.current) return;
              event.preventDefault();
              goTo(chosen.current);
              chosen.current = null;
            }}
          >
            {parts.map(([id, name]) => (
              <DropdownMenu.Item key={id} className={entryLook} onSelect={() => (chosen.current = id)}>
                <bdi>{name}</bdi>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <span className="min-w-0 flex-1 text-end text-sm">{saveState}</span>
      <Button type="button" kind="primary" disabled={isReading} onClick={onSave}>
        Save
      </Button>
    </div>
  );
}

function goTo(id: string): void {
  const part = document.getElementById(id);
  part?.scrollIntoView({ block: "start" });
  part?.focus({ preventScroll: true });
}
