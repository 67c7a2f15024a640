import type { Editor } from "@tiptap/core";
import { DropdownMenu } from "radix-ui";
import { useRef } from "react";
import { entryLook } from "../menuLook.ts";
import { BarMenu } from "./BarMenu.tsx";
import { focusWords } from "./footnoteField.ts";
import { Icon } from "./Icon.tsx";
import { ariaKeys, spelledKeys, type Tool, type ToolDialogs } from "./tools.ts";

type MoreToolsProps = { editor: Editor; tools: Tool[]; dialogs: ToolDialogs };

/** The tools that are seldom wanted, in a menu at the end of the row. */
export function MoreTools({ editor, tools, dialogs }: MoreToolsProps) {
  const chosen = useRef<(() => void) | null>(null);
  return (
    <BarMenu
      name="More tools"
      icon="M5 12h.01M12 12h.01M19 12h.01"
      onOpen={() => (chosen.current = null)}
      chosen={chosen}
    >
      {tools.map((tool) => (
        <MoreItem
          key={tool.name}
          editor={editor}
          tool={tool}
          onChoose={() => {
            chosen.current = () => {
              // The tools focus the text in the next frame: a key before it would be lost.
              focusWords(editor);
              tool.run(editor, dialogs);
            };
          }}
        />
      ))}
    </BarMenu>
  );
}

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
