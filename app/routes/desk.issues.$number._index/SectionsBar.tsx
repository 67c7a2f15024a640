import { useRef, type ReactNode } from "react";
import { goTo } from "#app/components/desk/goTo.ts";
import { Button, buttonClass } from "#app/components/desk/kit.tsx";
import { sectionName, type DraftSection } from "./draft.ts";

type SectionsBarProps = {
  sections: DraftSection[];
  saveState: ReactNode;
  isReading: boolean;
  onSave: () => void;
};

/** On a narrow screen, always in reach: Save, and the way to each part of the page. */
export function SectionsBar({ sections, saveState, isReading, onSave }: SectionsBarProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const parts = [
    ["subject", "Subject"],
    ["intro", "Intro"],
    ...sections.map((section, i) => [`section-${i + 1}`, `${sectionName(section, i)} (${section.pieces.length})`]),
    ["outro", "Outro"],
    ["checks", "Before it goes out"],
  ] as [string, string][];
  return (
    <div className="mb-4 flex items-center gap-2 border-b border-rule py-2 lg:hidden">
      <details ref={menu} className="relative">
        <summary className={`${buttonClass()} list-none px-3!`}>
          Go to <span aria-hidden>▾</span>
        </summary>
        <ul className="absolute start-0 top-full z-30 mt-1 max-h-[60dvh] w-64 overflow-y-auto rounded-md border border-rule bg-raised p-1 shadow-2xl">
          {parts.map(([id, name]) => (
            <li key={id}>
              <a
                href={`#${id}`}
                onClick={(event) => {
                  menu.current?.removeAttribute("open");
                  goTo(event);
                }}
                className="flex min-h-11 items-center rounded px-3 text-sm hover:bg-sunken"
              >
                <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
              </a>
            </li>
          ))}
        </ul>
      </details>
      <span className="min-w-0 flex-1 text-end text-sm">{saveState}</span>
      <Button type="button" kind="primary" disabled={isReading} onClick={onSave}>
        Save
      </Button>
    </div>
  );
}
