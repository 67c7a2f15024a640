import type { Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import type { Range } from "./useBeside.ts";

/** Words that are looked for. */
type Wanted = { words: string; matchCase: boolean; wholeWords: boolean };

/** The places that were found; `current` is an index, and -1 for none. */
type Found = { wanted: Wanted; ranges: Range[]; current: number };

type FindState = Found & { shown: DecorationSet };

/** The key of the plugin that finds. */
export const finding = new PluginKey<FindState | null>("find");

/** Signs that somebody types for others: a straight quotation mark finds a curly one. */
const sameSigns: Record<string, string> = {
  "'": "['’‘‚]",
  '"': '["“”„«»]',
  " ": "[ \u00a0\u202f]",
  "-": "[-–—\u2011]",
};

/** Returns every place of the words in a document, across bold, links and other marks, never across two blocks. */
export function placesOf(doc: ProseMirrorNode, { words, matchCase, wholeWords }: Wanted): Range[] {
  if (words === "") return [];
  const letters = [...words].map((sign) => sameSigns[sign] ?? sign.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&")).join("");
  const edge = "[\\p{L}\\p{N}_]";
  const form = wholeWords ? `(?<!${edge})${letters}(?!${edge})` : letters;
  const pattern = new RegExp(form, matchCase ? "gu" : "giu");
  const places: Range[] = [];
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, null, "\ufffc");
    for (const { index, 0: found } of text.matchAll(pattern)) {
      places.push({ from: position + 1 + index, to: position + 1 + index + found.length });
    }
    return false;
  });
  return places;
}

function stateOf(doc: ProseMirrorNode, wanted: Wanted, at: number): FindState {
  const ranges = placesOf(doc, wanted);
  const next = ranges.findIndex(({ from }) => from >= at);
  return shownAt(doc, { wanted, ranges, current: ranges.length === 0 ? -1 : Math.max(0, next) });
}

function shownAt(doc: ProseMirrorNode, found: Found): FindState {
  const marks = found.ranges.map(({ from, to }, i) =>
    Decoration.inline(from, to, { class: i === found.current ? "found found-now" : "found" }),
  );
  return { ...found, shown: DecorationSet.create(doc, marks) };
}

/** Holds what is looked for, and shows the places. */
export const findPlugin = () =>
  new Plugin<FindState | null>({
    key: finding,
    state: {
      init: () => null,
      apply: (tr, before) => {
        const meta = tr.getMeta(finding) as { find: Wanted | null; at: number } | { go: number } | undefined;
        if (meta && "find" in meta) return meta.find && stateOf(tr.doc, meta.find, meta.at);
        if (before && meta) return shownAt(tr.doc, { ...before, current: meta.go });
        if (!before || !tr.docChanged) return before;
        const now = before.ranges[before.current];
        return stateOf(tr.doc, before.wanted, now ? tr.mapping.map(now.from) : tr.selection.from);
      },
    },
    props: { decorations: (state) => finding.getState(state)?.shown },
  });

/** Returns what is found now, or null while nobody looks for anything. */
export function foundIn({ state }: Editor): Found | null {
  return finding.getState(state) ?? null;
}

/** Looks for words, from the caret on; null ends it. */
export function find({ state, view }: Editor, wanted: Wanted | null) {
  const before = finding.getState(state);
  const at = before?.ranges[before.current]?.from ?? state.selection.from;
  view.dispatch(state.tr.setMeta(finding, { find: wanted, at }).setMeta("addToHistory", false));
}

/** Goes to the next place or the one before; behind the last comes the first. */
export function goToPlace(editor: Editor, step: 1 | -1) {
  const found = foundIn(editor);
  if (!found?.ranges.length) return;
  const go = (found.current + step + found.ranges.length) % found.ranges.length;
  editor.view.dispatch(editor.state.tr.setMeta(finding, { go }));
  showPlace(editor);
}

/** Scrolls to the current place: the focus is in another field. */
export function showPlace(editor: Editor) {
  editor.view.dom.querySelector(".found-now")?.scrollIntoView({ block: "center" });
}

/** Selects the current place, so that one goes on writing there. */
export function selectPlace(editor: Editor) {
  const found = foundIn(editor);
  const place = found?.ranges[found.current];
  if (!place) return;
  const { doc, tr } = editor.state;
  editor.view.dispatch(tr.setSelection(TextSelection.create(doc, place.from, place.to)).scrollIntoView());
}

/** Replaces the current place, and goes to the next. */
export function replaceHere(editor: Editor, words: string) {
  const found = foundIn(editor);
  const place = found?.ranges[found.current];
  if (!place) return;
  const { tr } = editor.state;
  editor.view.dispatch(closeHistory(tr.insertText(words, place.from, place.to)));
  const after = foundIn(editor);
  const next = after?.ranges.findIndex(({ from }) => from >= place.from + words.length) ?? -1;
  editor.view.dispatch(editor.state.tr.setMeta(finding, { go: after?.ranges.length ? Math.max(0, next) : -1 }));
  showPlace(editor);
}

/**
 * Replaces every place, as one step of undo.
 * @returns the number of places
 */
export function replaceEverywhere(editor: Editor, words: string): number {
  const ranges = foundIn(editor)?.ranges ?? [];
  const { tr } = editor.state;
  for (const { from, to } of [...ranges].reverse()) tr.insertText(words, from, to);
  if (ranges.length) editor.view.dispatch(closeHistory(tr));
  return ranges.length;
}
