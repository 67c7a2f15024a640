import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { useEffect, useId, useRef } from "react";
import { blockMenu, blockMenuPlugin, type BlockMenuState } from "./blockMenu.ts";
import { Icon } from "./Icon.tsx";
import { menuTools } from "./toolGroups.ts";
import { spelledKeys, type Tool, type ToolDialogs } from "./tools.ts";
import { useBeside } from "./useBeside.ts";

type BlockMenuProps = { editor: Editor; images: boolean; dialogs: ToolDialogs };

/** The menu of blocks that opens at a slash. The text keeps the focus and leads through it. */
export function BlockMenu({ editor, images, dialogs }: BlockMenuProps) {
  const id = useId();
  const latest = useRef(dialogs);
  useEffect(() => {
    latest.current = dialogs;
  });
  const choose = (tool: Tool, from: number) => {
    editor.chain().deleteRange({ from, to: editor.state.selection.from }).run();
    tool.run(editor, latest.current);
  };
  useEffect(() => {
    editor.registerPlugin(blockMenuPlugin(editor, menuTools(images), id, choose), (plugin, all) => [plugin, ...all]);
    return () => {
      editor.unregisterPlugin(blockMenu);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `choose` reads what is latest
  }, [editor, id, images]);
  const open = useEditorState({ editor, selector: ({ editor: one }) => blockMenu.getState(one.state) });
  if (!open?.found.length) return null;
  return <OpenMenu editor={editor} open={open} id={id} onChoose={(tool) => choose(tool, open.from)} />;
}

type OpenMenuProps = { editor: Editor; open: BlockMenuState; id: string; onChoose: (tool: Tool) => void };

function OpenMenu({ editor, open: { from, found, active }, id, onChoose }: OpenMenuProps) {
  const element = useBeside<HTMLDivElement>(editor, { from, to: from }, "below");
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  return (
    <div
      ref={element}
      id={id}
      role="listbox"
      aria-label="Blocks"
      tabIndex={0}
      className="fixed z-20 max-h-[min(18rem,var(--room,18rem))] w-72 overflow-y-auto rounded-md border border-rule bg-raised p-1 text-sm shadow-2xl"
      // The focus stays in the text.
      onMouseDown={(event) => event.preventDefault()}
    >
      {found.map((tool, i) => (
        <div
          key={tool.name}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          tabIndex={-1}
          onMouseUp={() => onChoose(tool)}
          className="flex min-h-9 cursor-pointer items-center gap-3 rounded px-3 py-1.5 hover:bg-ink/10 aria-selected:bg-accent aria-selected:text-on-accent pointer-coarse:min-h-11"
        >
          <Icon path={tool.icon} />
          <span className="flex-1">{tool.name}</span>
          {tool.keys && <kbd className="font-sans text-xs pointer-coarse:hidden">{spelledKeys(tool.keys)}</kbd>}
        </div>
      ))}
    </div>
  );
}
