import { EditorContent, useEditor, type Editor } from "@tiptap/react";
import { useState } from "react";
import type { Body, BodyImage } from "#app/models/body.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { useField } from "./kit.tsx";
import { ImageDialog } from "./richtext/ImageDialog.tsx";
import { LinkDialog } from "./richtext/LinkDialog.tsx";
import { PasteReport } from "./richtext/PasteReport.tsx";
import { Shortcuts } from "./richtext/Shortcuts.tsx";
import { Toolbar } from "./richtext/Toolbar.tsx";
import { richTextExtensions } from "./richtext/nodes.ts";
import { useFollowed } from "./richtext/useFollowed.ts";
import { usePaste } from "./richtext/usePaste.ts";

type RichTextProps = {
  /** The form's field: it gets the document as JSON. */
  name: string;
  initial: Body;
  /** The editor's name for screen readers. */
  label: string;
  onChange?: (body: Body) => void;
  /** True allows images in the text. */
  images?: boolean;
  readOnly?: boolean;
  /** Grows with each `initial` that somebody else saved: it is shown in place of the text. */
  followed?: number;
  /** The least height, as a class. */
  height?: string;
};

type Asking = { for: "link"; href: string } | { for: "image"; image: BodyImage | null; file?: File };

/** Edits a body or an intro. To show another document, change its `key`. */
export function RichText(props: RichTextProps) {
  const { name, label, images = false, height = "min-h-48" } = props;
  const [asking, setAsking] = useState<Asking | null>(null);
  const { editor, body, paste } = useBodyEditor(props, setAsking);
  return (
    <>
      <div className="overflow-clip rounded-md border border-field bg-raised focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent has-aria-invalid:border-bad">
        <input type="hidden" name={name} value={JSON.stringify(body)} />
        {editor ? (
          <Toolbar
            editor={editor}
            label={label}
            images={images}
            dialogs={{
              link: () => setAsking({ for: "link", href: hrefHere(editor) }),
              image: () => setAsking({ for: "image", image: imageHere(editor) }),
            }}
          />
        ) : (
          <div className="h-12.5 border-b border-rule bg-sunken" />
        )}
        <PasteReport
          notes={paste.pasted?.notes ?? null}
          asMarkdown={editor && paste.pasted?.markdown ? () => void paste.asMarkdown(editor) : undefined}
          onClose={() => {
            paste.close();
            editor?.commands.focus();
          }}
        />
        <EditorContent editor={editor} />
        {!editor && <div className={`${height} px-4 py-4 text-muted`}>The editor is being made ready…</div>}
        {asking && (
          <EditorDialog
            asking={asking}
            editor={editor}
            onClose={() => {
              setAsking(null);
              editor?.commands.focus();
            }}
          />
        )}
      </div>
      <Shortcuts />
    </>
  );
}

/**
 * Makes the editor, and keeps its document.
 * @param ask opens a dialog: for a pasted or dropped image, or by a key
 */
function useBodyEditor(
  { initial, label, onChange, images = false, readOnly = false, followed = 0, height = "min-h-48" }: RichTextProps,
  ask: (asking: Asking) => void,
) {
  const [body, setBody] = useState(initial);
  const { id, ...wiring } = useField();
  const paste = usePaste(images);
  const editor: Editor | null = useEditor({
    extensions: richTextExtensions,
    content: initial,
    // The server has no DOM to render in.
    immediatelyRender: false,
    editable: !readOnly,
    onUpdate: ({ editor: one }) => {
      const next = withoutEmptyEnd(one.getJSON() as Body);
      setBody(next);
      onChange?.(next);
    },
    // A sign in a pasted text is that sign; Markdown is offered as a whole.
    enablePasteRules: false,
    onTransaction: ({ transaction }) => paste.follow(transaction),
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
        ...(id ? { id } : {}),
        ...Object.fromEntries(Object.entries(wiring).map(([key, value]) => [key, String(value)])),
        class: `${look} ${height} px-4 py-4 outline-none`,
      },
      ...paste.editorProps,
      handlePaste: (view, event) => {
        const [file] = pictures(event.clipboardData);
        if (file && images) ask({ for: "image", image: null, file });
        if (file || linkSelection(editor, event.clipboardData?.getData("text/plain") ?? "")) return true;
        return paste.pasteAsKind(view, event.clipboardData);
      },
      handleDrop: (_view, event) => {
        const [file] = pictures(event.dataTransfer);
        if (file && images) ask({ for: "image", image: null, file });
        if (file) event.preventDefault();
        return Boolean(file);
      },
      handleKeyDown: (_view, event) => {
        if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return false;
        event.preventDefault();
        ask({ for: "link", href: hrefHere(editor) });
        return true;
      },
    },
  });
  useFollowed(editor, readOnly, initial, followed);
  return { editor, body, paste };
}

type EditorDialogProps = { asking: Asking; editor: Editor | null; onClose: () => void };

/** The dialog for a link or an image; each of its buttons closes it. */
function EditorDialog({ asking, editor, onClose }: EditorDialogProps) {
  const thenClose =
    <T extends unknown[]>(act: (...given: T) => void) =>
    (...given: T) => {
      act(...given);
      onClose();
    };
  if (asking.for === "link")
    return (
      <LinkDialog
        href={asking.href}
        onSet={thenClose((href: string) => setLink(editor, href))}
        onRemove={thenClose(() => editor?.chain().extendMarkRange("link").unsetMark("link").run())}
        onClose={onClose}
      />
    );
  return (
    <ImageDialog
      image={asking.image}
      file={asking.file}
      onPlace={thenClose((image: BodyImage) => {
        if (asking.image) editor?.commands.updateAttributes("image", image);
        else editor?.commands.insertContent({ type: "image", attrs: image });
      })}
      onRemove={thenClose(() => editor?.commands.deleteSelection())}
      onClose={onClose}
    />
  );
}

/** The text looks as on the site. */
const look =
  "prose [&>:first-child]:mt-0 [&_.ProseMirror-selectednode]:outline-2 [&_.ProseMirror-selectednode]:outline-offset-2 [&_.ProseMirror-selectednode]:outline-accent";

/** Removes the empty paragraph that the editor keeps below a final image. */
function withoutEmptyEnd(body: Body): Body {
  const content = [...(body.content ?? [])];
  while (content.length > 1 && isBlank(content.at(-1)!)) content.pop();
  return { ...body, content };
}

function isBlank(block: NonNullable<Body["content"]>[number]): boolean {
  return block.type === "paragraph" && !block.content?.length;
}

function pictures(data: DataTransfer | null): File[] {
  // Word and browsers add an image of the copied text: then the text is meant.
  if (data?.types.includes("text/html") || data?.types.includes("text/plain")) return [];
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

/** A URL pasted over a selection becomes its link. */
function linkSelection(editor: Editor | null, text: string): boolean {
  if (!editor || editor.state.selection.empty || !isSafeLink(text.trim())) return false;
  return editor.chain().setMark("link", { href: text.trim() }).run();
}

function hrefHere(editor: Editor | null): string {
  return (editor?.getAttributes("link").href as string | undefined) ?? "";
}

function imageHere(editor: Editor): BodyImage | null {
  return editor.isActive("image") ? (editor.getAttributes("image") as BodyImage) : null;
}

/** Links the selection, or the whole link around the cursor; with neither, inserts the URL as text. */
function setLink(editor: Editor | null, href: string) {
  if (!editor) return;
  if (editor.state.selection.empty && !editor.isActive("link")) {
    const text = href.replace(/^mailto:/, "");
    editor.commands.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] });
  } else editor.chain().extendMarkRange("link").setMark("link", { href }).run();
}
