import { DropdownMenu } from "radix-ui";
import type { ReactNode, MutableRefObject } from "react";
import { menuLook } from "#app/components/desk/menuLook.ts";

type MenuButtonProps = {
  label: string;
  /** Set by an entry to what it does: run when the menu has gone, so that nothing takes the focus from it. */
  chosen: MutableRefObject<(() => void) | null>;
  /** True where it gets the focus of the part that it is about. */
  isFirst?: boolean;
  children: ReactNode;
};

/** A button of three dots that opens a menu. */
export function MenuButton({ label, chosen, isFirst = false, children }: MenuButtonProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        type="button"
        aria-label={label}
        title={label}
        {...(isFirst ? { "data-first": "" } : {})}
        className="inline-flex size-8 shrink-0 cursor-pointer items-center justify-center rounded-md text-lg leading-none text-muted hover:bg-sunken hover:text-ink disabled:cursor-not-allowed disabled:opacity-40 data-[state=open]:bg-sunken pointer-coarse:size-11"
      >
        <span aria-hidden>⋯</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className={menuLook}
          onCloseAutoFocus={(event) => {
            if (!chosen.current) return;
            event.preventDefault();
            chosen.current();
            chosen.current = null;
          }}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
