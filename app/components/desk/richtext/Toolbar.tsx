import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { Toolbar as Radix } from "radix-ui";
import type { ReactNode } from "react";
import type { BlockType } from "#app/models/body.ts";
import { editorBlocks, type EditorBlock } from "./blocks.ts";
import { Icon } from "./Icon.tsx";
import { ariaKeys, spelledKeys, type Tool, type ToolDialogs } from "./tools.ts";

/** Tools that belong to no block, by group. */
const otherTools: Record<"marks" | "insert" | "history", Tool[]> = {
  marks: [
    {
      icon: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
      name: "Bold",
      keys: "Mod+B",
      on: (editor) => editor.isActive("bold"),
      run: (editor) => editor.chain().focus().toggleBold().run(),
    },
    {
      icon: "M10 5h7M7 19h7M14 5l-4 14",
      name: "Italic",
      keys: "Mod+I",
      on: (editor) => editor.isActive("italic"),
      run: (editor) => editor.chain().focus().toggleItalic().run(),
    },
    {
      icon: "M4 12h16M16 7c-.8-1.4-2.2-2-4-2-2.4 0-4 1.2-4 3 0 1.6 1.2 2.4 3 3M8 17c.8 1.4 2.2 2 4 2 2.4 0 4-1.2 4-3 0-.7-.2-1.3-.6-1.7",
      name: "Struck out",
      keys: "Mod+Shift+S",
      on: (editor) => editor.isActive("strike"),
      run: (editor) => editor.chain().focus().toggleStrike().run(),
    },
    {
      icon: "M4 8l8 10M12 8L4 18M16 5.5c.3-1 1-1.5 1.9-1.5 1 0 1.7.6 1.7 1.5 0 1.5-3.5 2.5-3.5 4.5h4",
      name: "Superscript",
      keys: "Mod+.",
      on: (editor) => editor.isActive("superscript"),
      run: (editor) => editor.chain().focus().toggleMark("superscript").run(),
    },
    {
      icon: "M4 6l8 10M12 6L4 16M16 15.5c.3-1 1-1.5 1.9-1.5 1 0 1.7.6 1.7 1.5 0 1.5-3.5 2.5-3.5 4.5h4",
      name: "Subscript",
      keys: "Mod+,",
      on: (editor) => editor.isActive("subscript"),
      run: (editor) => editor.chain().focus().toggleMark("subscript").run(),
    },
  ],
  insert: [
    {
      icon: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17",
      name: "Link",
      keys: "Mod+K",
      on: (editor) => editor.isActive("link"),
      run: (_editor, dialogs) => dialogs.link(),
    },
  ],
  history: [
    {
      icon: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
      name: "Undo",
      keys: "Mod+Z",
      can: (editor) => editor.can().undo(),
      run: (editor) => editor.chain().focus().undo().run(),
    },
    {
      icon: "M16 5l4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h3",
      name: "Redo",
      keys: "Mod+Shift+Z",
      can: (editor) => editor.can().redo(),
      run: (editor) => editor.chain().focus().redo().run(),
    },
  ],
};

function toolGroups(images: boolean): Tool[][] {
  const ofBlocks = (group: string) =>
    Object.values<EditorBlock>(editorBlocks).flatMap(({ tools }) =>
      tools?.group === group && (images || !tools.needsImages) ? tools.list : [],
    );
  const { marks, insert, history } = otherTools;
  return [ofBlocks("headings"), marks, [...insert, ...ofBlocks("insert")], ofBlocks("blocks"), history];
}

type ToolbarProps = { editor: Editor; label: string; images: boolean; dialogs: ToolDialogs };

/** One stop of the Tab key; arrow keys move between tools. */
export function Toolbar({ editor, label, images, dialogs }: ToolbarProps) {
  const around = useEditorState({
    editor,
    selector: ({ editor: one }) =>
      Object.entries<EditorBlock>(editorBlocks).findLast(([type, block]) => block.inside && one.isActive(type))?.[0],
  });
  const inside = around ? editorBlocks[around as BlockType].inside : undefined;
  const all = [...toolGroups(images), ...(inside ? [inside] : [])];
  const state = useEditorState({
    editor,
    selector: ({ editor: one }) => all.flat().map((tool) => ({ on: tool.on?.(one), can: tool.can?.(one) ?? true })),
  });
  return (
    <Radix.Root
      aria-label={`Formatting of ${label}`}
      className="flex flex-wrap items-center gap-1 border-b border-rule bg-sunken px-2 py-1.5"
    >
      {all.map((group, i) => (
        <Group key={group[0]!.name} first={i === 0}>
          {group.map((tool) => {
            const { on, can } = state[all.flat().indexOf(tool)] ?? { can: true };
            return <ToolButton key={tool.name} tool={tool} on={on} can={can} run={() => tool.run(editor, dialogs)} />;
          })}
        </Group>
      ))}
    </Radix.Root>
  );
}

function Group({ first, children }: { first: boolean; children: ReactNode }) {
  return (
    <>
      {!first && <Radix.Separator className="mx-1 h-5 w-px bg-rule" />}
      {children}
    </>
  );
}

type ToolButtonProps = { tool: Tool; on: boolean | undefined; can: boolean; run: () => void };

function ToolButton({ tool, on, can, run }: ToolButtonProps) {
  const keys = tool.keys && spelledKeys(tool.keys);
  return (
    <Radix.Button
      type="button"
      aria-label={tool.name}
      aria-pressed={on}
      // Not `disabled`, so that arrow keys still reach the tool.
      aria-disabled={!can}
      aria-keyshortcuts={tool.keys && ariaKeys(tool.keys)}
      title={keys ? `${tool.name} (${keys})` : tool.name}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => can && run()}
      className="inline-flex size-9 cursor-pointer items-center justify-center rounded text-ink hover:bg-ink/10 aria-disabled:cursor-default aria-disabled:opacity-40 disabled:cursor-default disabled:opacity-40 aria-pressed:bg-accent aria-pressed:text-on-accent"
    >
      <Icon path={tool.icon} />
    </Radix.Button>
  );
}
