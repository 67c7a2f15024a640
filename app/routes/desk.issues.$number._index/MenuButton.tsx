import { DropdownMenu } from "radix-ui";
import { createContext, useContext, useRef, type ReactNode } from "react";
import { entryLook, menuLook } from "#app/components/desk/menuLook.ts";

type MenuButtonProps = {
  label: string;
  /** True where it gets the focus of the part that it is about. */
  isFirst?: boolean;
  children: ReactNode;
};

/** Takes what an entry does: it is done when the menu has gone, so that nothing takes the focus from it. */
const Choosing = createContext<(act: () => void) => void>(() => {});

/** A button of three dots that opens a menu. */
export function MenuButton({ label, isFirst = false, children }: MenuButtonProps) {
  const chosen = useRef<(() => void) | null>(null);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        type="button"
        aria-label={label}
        title={label}
        {...(isFirst ? { "data-first": "" } : {})}
        className="inline-flex size-8 shrink-0 xl:pointer-fine:size-6 cursor-pointer items-center justify-center rounded-md text-lg leading-none text-muted hover:bg-sunken hover:text-ink disabled:cursor-not-allowed disabled:opacity-40 data-[state=open]:bg-sunken pointer-coarse:size-11"
      >
        <span aria-hidden>⋯</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className={`${menuLook} max-w-80`}
          onCloseAutoFocus={(event) => {
            const act = chosen.current;
            if (!act) return;
            event.preventDefault();
            chosen.current = null;
            act();
          }}
        >
          <Choosing.Provider value={(act) => (chosen.current = act)}>{children}</Choosing.Provider>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type MenuEntryProps = { act: () => void; keys?: string; disabled?: boolean; children: ReactNode };

/** An entry of the menu; `keys` do the same. */
export function MenuEntry({ act, keys, disabled = false, children }: MenuEntryProps) {
  const choose = useContext(Choosing);
  return (
    <DropdownMenu.Item className={entryLook} disabled={disabled} onSelect={() => choose(act)}>
      <span className="min-w-0 flex-1 wrap-anywhere">{children}</span>
      {keys && <kbd className="font-sans text-xs">{keys}</kbd>}
    </DropdownMenu.Item>
  );
}
