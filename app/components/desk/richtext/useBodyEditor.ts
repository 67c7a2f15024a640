import { Editor, type EditorOptions } from "@tiptap/core";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import { Selection } from "@tiptap/pm/state";
import type { EditorProps, EditorView } from "@tiptap/pm/view";
import { startTransition, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { BriefingLanguage, BriefingTypography } from "#app/components/desk/briefingLanguage.ts";
import { useField } from "#app/components/desk/kit.tsx";
import type { LanguageCode } from "#app/i18n/languages.ts";
import type { Body } from "#app/models/body.ts";
import type { Chart } from "#app/models/charts.ts";
import type { BodyImage } from "#app/models/figures.ts";
import type { LinkCard } from "#app/models/linkCards.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { isTextFile } from "./bringIn.ts";
import { fieldIn } from "./footnoteField.ts";
import { linkWords } from "./links.ts";
import { richTextExtensions } from "./nodes.ts";
import { changeTyped } from "./typing.ts";
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
  | { for: "link" }
  | { for: "image"; image: BodyImage; replaces?: boolean }
  | { for: "images"; files?: File[] }
  | { for: "card"; card: LinkCard | null; fault?: string }
  | { for: "chart"; chart: Chart | null }
  | { for: "shortcuts" }
  | { for: "find"; replaces: boolean };

/**
 * Makes the editor, by itself where the text stands, so that its blocks are drawn once. Nothing is rendered at a key: who
 * listens gets the document, and the bars watch the editor themselves.
 * @param ask opens a dialog: for pasted or dropped images, or by a key
 * @returns `place`, the ref of the element that holds the text; the editor is null until the bars may show themselves
 */
export function useBodyEditor(
  { initial, label, onChange, images = false, readOnly = false, followed = 0, height = "min-h-48" }: BodyField,
  ask: (asking: Asking) => void,
) {
  const attributes = fieldAttributes(label, useContext(BriefingLanguage), height, useField());
  const paste = usePaste(images);
  const extensions = useExtensions();
  const place = useRef<HTMLDivElement>(null);
  const listener = useRef(onChange);
  const [editor, setEditor] = useState<Editor | null>(null);
  useLayoutEffect(() => {
    listener.current = onChange;
  }, [onChange]);
  useLayoutEffect(() => {
    const one = new Editor({
      element: place.current,
      extensions,
      content: initial,
      editable: !readOnly,
      onUpdate: ({ editor: it }) => listener.current?.(withoutEmptyEnd(bodyIn(it.state.doc))),
      ...optionsOf(attributes, images, ask, paste),
    });
    // The text can be written in before its bars are there.
    startTransition(() => setEditor(one));
    // Later than the bars, which still ask it.
    return () => void setTimeout(() => one.destroy());
    // One editor from beginning to end: what others saved, and who may write, come into it later.
  }, []);
  useAttributes(editor, attributes);
  useFollowed(editor, readOnly, initial, followed);
  return { editor, paste, place };
}

function optionsOf(
  attributes: ReturnType<typeof fieldAttributes>,
  images: boolean,
  ask: (asking: Asking) => void,
  paste: ReturnType<typeof usePaste>,
): Partial<EditorOptions> {
  return {
    // A sign in a pasted text is that sign; Markdown is offered as a whole.
    enablePasteRules: false,
    // Rules of our own take their place.
    enableInputRules: false,
    onTransaction: ({ transaction }) => paste.follow(transaction),
    editorProps: {
      attributes,
      // The caret never hides behind the bars.
      scrollThreshold: room,
      scrollMargin: room,
      ...paste.editorProps,
      ...takesOver(images, ask, paste),
    },
  };
}

function useExtensions() {
  const language = useContext(BriefingLanguage);
  const isTypographic = useContext(BriefingTypography);
  return useMemo(() => richTextExtensions(language, isTypographic), [language, isTypographic]);
}

/** Wires the text to the hint and the error of its field, which come and go. */
function useAttributes(editor: Editor | null, attributes: ReturnType<typeof fieldAttributes>) {
  const known = JSON.stringify(attributes);
  useEffect(() => {
    if (!editor || editor.isDestroyed) return;
    const { editorProps } = editor.options;
    if (JSON.stringify(editorProps.attributes) !== known)
      editor.setOptions({ editorProps: { ...editorProps, attributes: JSON.parse(known) as typeof attributes } });
  }, [editor, known]);
}

function fieldAttributes(label: string, language: LanguageCode, height: string, field: ReturnType<typeof useField>) {
  const { id, ...wiring } = field;
  return {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": label,
    // The browser checks the spelling of this language.
    lang: language,
    ...(id ? { id } : {}),
    ...Object.fromEntries(Object.entries(wiring).map(([key, value]) => [key, String(value)])),
    class: `${look} ${height} px-4 py-4 outline-none`,
  };
}

/** Pastes, drops and keys that the editor itself would take otherwise. */
function takesOver(
  images: boolean,
  ask: (asking: Asking) => void,
  { pasteAsKind, bringIn }: ReturnType<typeof usePaste>,
): EditorProps {
  return {
    handlePaste: (view, event) => {
      if (bringInFile(view, event.clipboardData, bringIn)) return true;
      if (pasteIntoNote(view, event)) return true;
      const files = pictures(event.clipboardData);
      if (files.length > 0 && images) ask({ for: "images", files });
      if (files.length > 0 || pasteAddress(view, event.clipboardData?.getData("text/plain").trim() ?? "")) return true;
      return pasteAsKind(view, event.clipboardData);
    },
    handleDrop: (view, event) => {
      if (bringInFile(view, event.dataTransfer, bringIn, event)) return true;
      const files = pictures(event.dataTransfer);
      if (files.length === 0) return false;
      event.preventDefault();
      const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (place) view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(place.pos))));
      if (images) ask({ for: "images", files });
      return true;
    },
    handleKeyDown: (view, event) => {
      const asks = keysOf(event);
      if (asks) ask(asks);
      else if (event.altKey && event.key === "F10") barBeside(view.dom)?.focus();
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

function keysOf(event: KeyboardEvent): Asking | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const asked: Record<string, Asking> = {
    k: { for: "link" },
    f: { for: "find", replaces: false },
    h: { for: "find", replaces: true },
    "/": { for: "shortcuts" },
  };
  return asked[event.key.toLowerCase()] ?? null;
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

type Block = NonNullable<Body["content"]>[number];

/** The blocks as JSON, by their nodes: a key changes one of them. */
const blocksOfNodes = new WeakMap<ProseMirrorNode, Block>();

function bodyIn(doc: ProseMirrorNode): Body {
  const content = doc.children.map((node) => {
    const block = blocksOfNodes.get(node) ?? (node.toJSON() as Block);
    blocksOfNodes.set(node, block);
    return block;
  });
  return { type: "doc", content };
}

/** Removes the empty paragraph that the editor keeps below a final image. */
function withoutEmptyEnd(body: Body): Body {
  const content = [...(body.content ?? [])];
  while (content.length > 1 && isBlank(content.at(-1)!)) content.pop();
  return { ...body, content };
}

function isBlank(block: Block): boolean {
  return block.type === "paragraph" && !block.content?.length;
}

function pictures(data: DataTransfer | null): File[] {
  // Word and browsers add an image of the copied text: then the text is meant.
  if (data?.types.includes("text/plain") || !isPictureAlone(data?.getData("text/html") ?? "")) return [];
  return [...(data?.files ?? [])].filter(({ type, name }) => /^image\//.test(type) || /\.(hei[cf]|avif)$/i.test(name));
}

/** True for no HTML, and for that of one picture, which a browser adds to a copied picture. */
function isPictureAlone(html: string): boolean {
  if (html === "") return true;
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return body.textContent.trim() === "" && body.querySelectorAll("img").length === 1;
}

/** Word and Markdown files are brought in as a whole, where they were dropped. */
function bringInFile(
  view: EditorView,
  data: DataTransfer | null,
  bringIn: ReturnType<typeof usePaste>["bringIn"],
  drop?: DragEvent,
): boolean {
  const file = [...(data?.files ?? [])].find(isTextFile);
  if (!file) return false;
  const at = drop && view.posAtCoords({ left: drop.clientX, top: drop.clientY });
  if (at) view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at.pos))));
  drop?.preventDefault();
  void bringIn(view, file);
  return true;
}

/** Pastes on a chosen footnote go into its field. */
function pasteIntoNote(view: EditorView, { clipboardData }: ClipboardEvent): boolean {
  const field = fieldIn(view);
  if (!field || !clipboardData) return false;
  field.focus();
  const html = clipboardData.getData("text/html");
  if (html) field.pasteHTML(html);
  else field.pasteText(clipboardData.getData("text/plain"));
  return true;
}

/** An address pasted over words becomes their link; alone it becomes a link of its own. */
function pasteAddress(view: EditorView, address: string): boolean {
  const { selection, schema, tr } = view.state;
  const { from, empty, $from } = selection;
  if (!isSafeLink(address) || $from.parent.type.spec.code) return false;
  const link = schema.marks.link!;
  if (!empty) {
    view.dispatch(linkWords(tr, selection, link.create({ href: address })));
    return true;
  }
  view.dispatch(tr.insertText(address).setMeta("paste", true).scrollIntoView());
  const linked = view.state.tr.addMark(from, from + address.length, link.create({ href: address }));
  changeTyped(view, linked.removeStoredMark(link));
  return true;
}
