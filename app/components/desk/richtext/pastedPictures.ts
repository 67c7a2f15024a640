import { Extension } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import type { Node as ProseMirrorNode, ResolvedPos } from "@tiptap/pm/model";
import { Plugin, PluginKey, type EditorState, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import type { StoredImage } from "#app/models/images/images.server.ts";
import { caretBelow } from "./placing.ts";

/** A picture of a paste, on its way to us: `source` is its file, or its address on the web. */
type PastedPicture = { id: string; source: File | URL; name: string; alt: string; caption: string };

/** Collects the pictures of a paste; each leaves a mark in the text, where it will stand. */
export class PastedPictures {
  readonly all: PastedPicture[] = [];

  /** @returns the mark, or null for a picture that nobody can fetch */
  take(image: Element, caption: string): string | null {
    const address = image.getAttribute("src") ?? "";
    const source = sourceOf(address);
    if (!source) return null;
    const id = crypto.randomUUID();
    const alt = image.getAttribute("alt")?.trim() ?? "";
    const name = alt || (source instanceof File ? "" : (source.pathname.split("/").at(-1) ?? ""));
    this.all.push({ id, source, name, alt, caption });
    return `${open}${id}${close}`;
  }
}

/** Signs for private use, which no font shows. */
const [open, close] = ["\ue0f0", "\ue0f1"];
const mark = new RegExp(`${open}([0-9a-f-]{36})${close}`, "g");

function sourceOf(address: string): File | URL | null {
  const [, type, coded, data] = /^data:(image\/[\w.+-]+)(?:;[^,;]*)*?(;base64)?,(.*)$/is.exec(address.trim()) ?? [];
  try {
    if (type) {
      const bytes = coded ? atob(data!.replace(/\s/g, "")) : decodeURIComponent(data!);
      return new File([Uint8Array.from(bytes, (sign) => sign.charCodeAt(0))], "", { type });
    }
    return /^https?:/i.test(address) ? new URL(address) : null;
  } catch {
    return null;
  }
}

type Pending = { set: DecorationSet };
type Change = { begin?: { id: string; at: number }[]; end?: string };
const key = new PluginKey<Pending>("pastedPictures");

/** Keeps the places of pictures that are on their way, through everything that is typed meanwhile. */
export const PicturesOnTheirWay = Extension.create({
  name: "picturesOnTheirWay",
  addProseMirrorPlugins: () => [
    new Plugin<Pending>({
      key,
      state: {
        init: () => ({ set: DecorationSet.empty }),
        apply: (transaction, { set }) => {
          const mapped = set.map(transaction.mapping, transaction.doc);
          const { begin = [], end } = (transaction.getMeta(key) ?? {}) as Change;
          const again = begin.flatMap(({ id }) => placesOf(mapped, id));
          const added = mapped.remove(again).add(
            transaction.doc,
            begin.map(({ id, at }) => Decoration.widget(at, () => signOf(id), { id, side: 1 })),
          );
          return { set: end ? added.remove(placesOf(added, end)) : added };
        },
      },
      appendTransaction: (transactions, _before, state) =>
        transactions.some(({ docChanged }) => docChanged) ? takeMarks(state) : null,
      props: { decorations: (state) => key.getState(state)!.set },
    }),
  ],
});

function placesOf(set: DecorationSet, id: string): Decoration[] {
  return set.find(undefined, undefined, (spec: { id?: string }) => spec.id === id);
}

/** Takes the marks of a paste out of the text and remembers their places; no save ever sees one. */
function takeMarks(state: EditorState): Transaction | null {
  const found: { id: string; from: number; to: number }[] = [];
  state.doc.descendants((node, at) => {
    for (const { 0: whole, 1: id, index } of node.text?.includes(open) ? node.text!.matchAll(mark) : []) {
      const [from, to] = [at + index, at + index + whole.length];
      // A space before a picture is none at the end of the words.
      const isLast = to === state.doc.resolve(to).end();
      found.push({ id: id!, from: isLast && node.text![index - 1] === " " ? from - 1 : from, to });
    }
  });
  if (found.length === 0) return null;
  const { tr } = state;
  for (const { from, to } of [...found].reverse()) tr.delete(from, to);
  return tr.setMeta(key, { begin: found.map(({ id, from }) => ({ id, at: tr.mapping.map(from) })) } satisfies Change);
}

/** The signs at the places of pictures, by the pictures' ids; each is changed in place, because it is no part of the text. */
const signs = new Map<string, HTMLElement>();

function signOf(id: string): HTMLElement {
  const sign = signs.get(id) ?? document.createElement("span");
  signs.set(id, sign);
  sign.className = "rounded bg-sunken px-2 py-0.5 font-sans text-sm text-muted";
  sign.contentEditable = "false";
  return sign;
}

/** Says at its place how far a picture is; `sent` from 0 to 1. */
export function showProgress({ id, name, source }: PastedPicture, sent: number): void {
  const far = source instanceof File && sent < 1 ? ` ${Math.floor(sent * 100)} %` : "";
  signOf(id).textContent = `Bringing in ${name ? `“${name}”` : "a picture"}…${far}`;
}

/** Puts a picture where its paste had it, or its caption alone where there is none; nothing where that place is gone. */
export function settlePicture(view: EditorView, { id, alt, caption }: PastedPicture, stored: StoredImage | null): void {
  signs.delete(id);
  if (view.isDestroyed) return;
  const { state } = view;
  const [place] = placesOf(key.getState(state)!.set, id);
  if (!place) return;
  const { schema } = state;
  const tr = closeHistory(state.tr).setMeta(key, { end: id } satisfies Change);
  const at = tr.doc.resolve(place.from);
  const { path: src, width, height } = stored?.image ?? {};
  const block = stored
    ? schema.nodes.image!.create({ src, width, height, alt, caption })
    : caption && schema.nodes.paragraph!.create(null, schema.text(caption));
  if (block) {
    const end = putBlock(tr, at, block, schema);
    // Those of the same place come below, in the order of the paste.
    const others = key.getState(state)!.set.find(place.from, place.from) as (Decoration & { spec: { id: string } })[];
    const begin = others.filter(({ spec }) => spec.id !== id).map(({ spec }) => ({ id: spec.id, at: end }));
    tr.setMeta(key, { end: id, begin } satisfies Change);
  } else if (isEmptyParagraph(at) && tr.doc.childCount > 1 && !holdsCaret(state, at))
    tr.delete(at.before(), at.after());
  view.dispatch(tr);
}

/**
 * Puts a block at a place: instead of an empty paragraph, else between the words around it, as near as it may stand.
 * @returns where it ends
 */
function putBlock(tr: Transaction, at: ResolvedPos, block: ProseMirrorNode, schema: EditorState["schema"]): number {
  const insert = (place: number) => {
    tr.insert(place, block);
    return place + block.nodeSize;
  };
  const takes = (depth: number, index: number, end = index) => at.node(depth).canReplaceWith(index, end, block.type);
  if (!at.parent.inlineContent && takes(at.depth, at.index())) return insert(at.pos);
  const above = Math.max(0, at.depth - 1);
  if (isEmptyParagraph(at) && takes(above, at.index(above), at.index(above) + 1)) {
    const hadCaret = tr.selection.empty && tr.selection.$from.sameParent(at);
    const end = at.before() + block.nodeSize;
    tr.replaceWith(at.before(), at.after(), block);
    if (hadCaret) caretBelow(tr, end, schema);
    return end;
  }
  const isInside = at.parentOffset > 0 && at.parentOffset < at.parent.content.size;
  if (isInside && takes(above, at.index(above))) {
    // The spaces around a picture are none at the ends of the words.
    const from = at.nodeBefore?.text?.endsWith(" ") ? at.pos - 1 : at.pos;
    tr.delete(from, at.nodeAfter?.text?.startsWith(" ") ? at.pos + 1 : at.pos).split(from);
    return insert(from + 1);
  }
  let depth = above;
  while (depth > 0 && !takes(depth, at.index(depth) + 1)) depth -= 1;
  const isAtStart = depth === above && at.parentOffset === 0;
  return insert(isAtStart ? at.before(depth + 1) : at.after(depth + 1));
}

function isEmptyParagraph(at: ResolvedPos): boolean {
  return at.depth > 0 && at.parent.type.name === "paragraph" && at.parent.content.size === 0;
}

function holdsCaret({ selection }: EditorState, at: ResolvedPos): boolean {
  return selection.$from.sameParent(at);
}
