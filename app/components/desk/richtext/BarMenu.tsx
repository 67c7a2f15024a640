import { DropdownMenu, Toolbar } from "radix-ui";
import { useState, type ReactNode, type RefObject } from "react";
import { Icon } from "./Icon.tsx";
import { Tip, toolLook } from "./ToolButton.tsx";

type BarMenuProps = {
  name: string;
  icon: string;
  className?: string;
  onOpen: () => void;
  /** Set by an entry to what it does: run when the menu has gone, so that nothing takes the focus from it. */
  chosen: RefObject<(() => void) | null>;
  children: ReactNode;
};

/** A button of the bar that opens a menu over the text. */
export function BarMenu({ name, icon, className = "", onOpen, chosen, children }: BarMenuProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(open) => open && onOpen()}>
      <Tip tool={{ name }}>
        <Toolbar.Button asChild>
          <DropdownMenu.Trigger type="button" aria-label={name} className={toolLook}>
            <Icon path={icon} />
          </DropdownMenu.Trigger>
        </Toolbar.Button>
      </Tip>
      <div ref={setPlace} />
      <DropdownMenu.Portal container={place}>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className={`${menuLook} ${className}`}
          onCloseAutoFocus={(event) => {
            if (!chosen.current) return;
            event.preventDefault();
            chosen.current();
          }}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const menuLook =
  "z-40 max-h-[min(24rem,var(--radix-popper-available-height))] min-w-60 overflow-y-auto rounded-md border border-rule bg-raised p-1 text-ink shadow-2xl";

/** The look of an entry. */
export const entryLook =
  "flex min-h-9 w-full cursor-pointer items-center gap-3 rounded px-3 py-1.5 text-sm outline-none data-highlighted:bg-accent data-highlighted:text-on-accent data-disabled:cursor-default data-disabled:opacity-50 pointer-coarse:min-h-11";
