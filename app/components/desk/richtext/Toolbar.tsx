import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { Toolbar as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

type Tool = {
  icon: IconName;
  name: string;
  keys?: string;
  /** True when the cursor is inside its format; absent for tools without a state. */
  on?: (editor: Editor) => boolean;
  can?: (editor: Editor) => boolean;
  run: (editor: Editor) => void;
};

const chain = (editor: Editor) => editor.chain().focus();

const tools: Tool[][] = [
  [
    {
      icon: "heading",
      name: "Heading",
      keys: "Mod+Alt+2",
      on: (editor) => editor.isActive("heading", { level: 2 }),
      run: (editor) => chain(editor).toggleHeading({ level: 2 }).run(),
    },
    {
      icon: "subheading",
      name: "Smaller heading",
      keys: "Mod+Alt+3",
      on: (editor) => editor.isActive("heading", { level: 3 }),
      run: (editor) => chain(editor).toggleHeading({ level: 3 }).run(),
    },
  ],
  [
    {
      icon: "bold",
      name: "Bold",
      keys: "Mod+B",
      on: (editor) => editor.isActive("bold"),
      run: (editor) => chain(editor).toggleBold().run(),
    },
    {
      icon: "italic",
      name: "Italic",
      keys: "Mod+I",
      on: (editor) => editor.isActive("italic"),
      run: (editor) => chain(editor).toggleItalic().run(),
    },
  ],
  [
    {
      icon: "bullets",
      name: "Bulleted list",
      keys: "Mod+Shift+8",
      on: (editor) => editor.isActive("bulletList"),
      run: (editor) => chain(editor).toggleBulletList().run(),
    },
    {
      icon: "numbers",
      name: "Numbered list",
      keys: "Mod+Shift+7",
      on: (editor) => editor.isActive("orderedList"),
      run: (editor) => chain(editor).toggleOrderedList().run(),
    },
    {
      icon: "quote",
      name: "Quotation",
      keys: "Mod+Shift+B",
      on: (editor) => editor.isActive("blockquote"),
      run: (editor) => chain(editor).toggleBlockquote().run(),
    },
    { icon: "rule", name: "Dividing line", run: (editor) => chain(editor).setHorizontalRule().run() },
  ],
  [
    {
      icon: "undo",
      name: "Undo",
      keys: "Mod+Z",
      can: (editor) => editor.can().undo(),
      run: (editor) => chain(editor).undo().run(),
    },
    {
      icon: "redo",
      name: "Redo",
      keys: "Mod+Shift+Z",
      can: (editor) => editor.can().redo(),
      run: (editor) => chain(editor).redo().run(),
    },
  ],
];

type ToolbarProps = { editor: Editor; label: string; images: boolean; onLink: () => void; onImage: () => void };

/** One stop of the Tab key; arrow keys move between tools. */
export function Toolbar({ editor, label, images, onLink, onImage }: ToolbarProps) {
  const all = [...tools];
  const insert: Tool[] = [
    { icon: "link", name: "Link", keys: "Mod+K", on: (one) => one.isActive("link"), run: onLink },
  ];
  if (images) insert.push({ icon: "image", name: "Image", on: (one) => one.isActive("image"), run: onImage });
  all.splice(2, 0, insert);
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
            return <ToolButton key={tool.name} tool={tool} on={on} can={can} run={() => tool.run(editor)} />;
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
  const keys = tool.keys && spellKeys(tool.keys);
  return (
    <Radix.Button
      type="button"
      aria-label={tool.name}
      aria-pressed={on}
      // Not `disabled`, so that arrow keys still reach the tool.
      aria-disabled={!can}
      aria-keyshortcuts={tool.keys?.replace("Mod", isMac() ? "Meta" : "Control")}
      title={keys ? `${tool.name} (${keys})` : tool.name}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => can && run()}
      className="inline-flex size-9 cursor-pointer items-center justify-center rounded text-ink hover:bg-ink/10 aria-disabled:cursor-default aria-disabled:opacity-40 aria-pressed:bg-accent aria-pressed:text-on-accent"
    >
      <Icon name={tool.icon} />
    </Radix.Button>
  );
}

function spellKeys(keys: string): string {
  return isMac()
    ? keys.replace("Mod", "⌘").replace("Alt", "⌥").replace("Shift", "⇧").replaceAll("+", "")
    : keys.replace("Mod", "Ctrl");
}

/** Called in the browser only: the toolbar is rendered after its editor. */
function isMac(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}
