import type { EditorProps } from "@tiptap/pm/view";
import { useEditor, type Editor } from "@tiptap/react";
import { useState } from "react";
import { useField } from "#app/components/desk/kit.tsx";
import type { Body, BodyImage } from "#app/models/body.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { richTextExtensions } from "./nodes.ts";
import { useFollowed } from "./useFollowed.ts";
import { usePaste } from "./usePaste.ts";

/** A text in the editor, as its form gives it. */
export type BodyField = {
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

/** The subject of a dialog over the editor. */
export type Asking =
  { for: "link"; href: string } | { for: "image"; image: BodyImage | null; file?: File } | { for: "shortcuts" };

/**
 * Makes the editor, and keeps its document.
 * @param ask opens a dialog: for a pasted or dropped image, or by a key
 */
export function useBodyEditor(
  { initial, label, onChange, images = false, readOnly = false, followed = 0, height = "min-h-48" }: BodyField,
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
      // The caret never hides behind the bars.
      scrollThreshold: room,
      scrollMargin: room,
      ...paste.editorProps,
      ...takesOver(() => editor, images, ask, paste.pasteAsKind),
    },
  });
  useFollowed(editor, readOnly, initial, followed);
  return { editor, body, paste };
}

/** Pastes, drops and keys that the editor itself would take otherwise. */
function takesOver(
  current: () => Editor | null,
  images: boolean,
  ask: (asking: Asking) => void,
  pasteAsKind: ReturnType<typeof usePaste>["pasteAsKind"],
): EditorProps {
  return {
    handlePaste: (view, event) => {
      const [file] = pictures(event.clipboardData);
      if (file && images) ask({ for: "image", image: null, file });
      if (file || linkSelection(current(), event.clipboardData?.getData("text/plain") ?? "")) return true;
      return pasteAsKind(view, event.clipboardData);
    },
    handleDrop: (_view, event) => {
      const [file] = pictures(event.dataTransfer);
      if (file && images) ask({ for: "image", image: null, file });
      if (file) event.preventDefault();
      return Boolean(file);
    },
    handleKeyDown: (view, event) => {
      const asks = keysOf(event, current());
      if (asks) ask(asks);
      else if (event.altKey && event.key === "F10") barBeside(view.dom)?.focus();
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

function keysOf(event: KeyboardEvent, editor: Editor | null): Asking | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  if (event.key.toLowerCase() === "k") return { for: "link", href: hrefHere(editor) };
  return event.key === "/" ? { for: "shortcuts" } : null;
}

/** The bar of the selection where there is one, else that above the text; it hands the focus to its current tool. */
function barBeside(text: HTMLElement): HTMLElement | undefined {
  const all = text.closest("[data-editor]")?.querySelectorAll<HTMLElement>('[role="toolbar"]') ?? [];
  return [...all].find((bar) => bar.dataset.at === "selection") ?? all[0];
}

/** Pixels that the bars may cover. */
const room = { top: 128, right: 0, bottom: 72, left: 0 };

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

/** Returns the address of the link around the cursor, or nothing. */
export function hrefHere(editor: Editor | null): string {
  return (editor?.getAttributes("link").href as string | undefined) ?? "";
}
