import { DropdownMenu, Toolbar } from "radix-ui";
import { useState, type ReactNode, type RefObject } from "react";
import { menuLook } from "../menuLook.ts";
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
