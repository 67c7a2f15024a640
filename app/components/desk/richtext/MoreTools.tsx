import type { Editor } from "@tiptap/core";
import { DropdownMenu, Toolbar } from "radix-ui";
import { useRef, useState } from "react";
import { Icon } from "./Icon.tsx";
import { Tip, toolLook } from "./ToolButton.tsx";
import { ariaKeys, spelledKeys, type Tool, type ToolDialogs } from "./tools.ts";

type MoreToolsProps = { editor: Editor; tools: Tool[]; dialogs: ToolDialogs };

/** The tools that are seldom wanted, in a menu at the end of the row. */
export function MoreTools({ editor, tools, dialogs }: MoreToolsProps) {
  const chosen = useRef<Tool | null>(null);
  const [place, setPlace] = useState<HTMLElement | null>(null);
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(open) => open && (chosen.current = null)}>
      <Tip tool={{ name: "More tools" }}>
        <Toolbar.Button asChild>
          <DropdownMenu.Trigger type="button" aria-label="More tools" className={toolLook}>
            <Icon path="M5 12h.01M12 12h.01M19 12h.01" />
          </DropdownMenu.Trigger>
        </Toolbar.Button>
      </Tip>
      <div ref={setPlace} />
      <DropdownMenu.Portal container={place}>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className={menuLook}
          // The tool runs when the menu has gone: then nothing takes the focus from it.
          onCloseAutoFocus={(event) => {
            if (!chosen.current) return;
            event.preventDefault();
            chosen.current.run(editor, dialogs);
          }}
        >
          {tools.map((tool) => (
            <MoreItem key={tool.name} editor={editor} tool={tool} onChoose={() => (chosen.current = tool)} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The look of a menu over the text, and of its entries. */
export const menuLook =
  "z-40 max-h-[min(24rem,var(--radix-popper-available-height))] min-w-60 overflow-y-auto rounded-md border border-rule bg-raised p-1 text-ink shadow-2xl";
export const entryLook =
  "flex min-h-9 w-full cursor-pointer items-center gap-3 rounded px-3 py-1.5 text-sm outline-none data-highlighted:bg-accent data-highlighted:text-on-accent data-disabled:cursor-default data-disabled:opacity-50 pointer-coarse:min-h-11";

function MoreItem({ editor, tool, onChoose }: { editor: Editor; tool: Tool; onChoose: () => void }) {
  const shared = {
    className: entryLook,
    disabled: tool.can?.(editor) === false,
    "aria-keyshortcuts": tool.keys && ariaKeys(tool.keys),
    onSelect: onChoose,
  };
  const words = (
    <>
      <Icon path={tool.icon} />
      <span className="flex-1">{tool.name}</span>
      {tool.keys && <kbd className="font-sans text-xs pointer-coarse:hidden">{spelledKeys(tool.keys)}</kbd>}
    </>
  );
  if (!tool.on) return <DropdownMenu.Item {...shared}>{words}</DropdownMenu.Item>;
  return (
    <DropdownMenu.CheckboxItem {...shared} checked={tool.on(editor)}>
      {words}
      <DropdownMenu.ItemIndicator>
        <Icon path="M5 12l5 5 9-10" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  );
}
