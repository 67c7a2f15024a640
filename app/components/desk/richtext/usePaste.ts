import type { Editor } from "@tiptap/core";
import { Slice } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
import type { EditorProps, EditorView } from "@tiptap/pm/view";
import { useRef, useState } from "react";
import type { Body } from "#app/models/body.ts";
import { cleanPasted, tableOfCells } from "./paste.ts";
import { PasteNotes, type PasteNote } from "./pasteNotes.ts";
import { cellsOfText, joinPageLines, looksLikeMarkdown } from "./pasteText.ts";

/** The last paste: its notes, and its text where that reads like Markdown. */
type Pasted = { notes: PasteNote[]; markdown: string | null };

type Place = { from: number; to: number };

/** Reads what is pasted into an editor, and keeps what there is to say of it. */
export function usePaste(images: boolean) {
  const [pasted, setPasted] = useState<Pasted | null>(null);
  /** The place of the last pasted text, which moves with everything that is typed before it. */
  const place = useRef<Place | null>(null);
  const editorProps: EditorProps = {
    transformPastedHTML(html) {
      const notes = new PasteNotes();
      const cleaned = cleanPasted(html, images, notes);
      setPasted({ notes: notes.all(), markdown: null });
      return cleaned;
    },
    transformPastedText(text, plain) {
      const notes = new PasteNotes();
      const isMarkdown = !plain && looksLikeMarkdown(text);
      const read = plain || isMarkdown ? text : joinPageLines(text, notes);
      setPasted({ notes: notes.all(), markdown: isMarkdown ? text : null });
      return read;
    },
  };
  return {
    pasted,
    editorProps,
    /** @returns true when the clipboard held plain text of another kind, which is pasted now */
    pasteAsKind(view: EditorView, data: DataTransfer | null): boolean {
      place.current = { from: view.state.selection.from, to: view.state.selection.to };
      return data !== null && pasteText(view, data);
    },
    follow: (transaction: Transaction) => (place.current = placeAfter(place.current, transaction)),
    async asMarkdown(editor: Editor) {
      if (!pasted?.markdown || !place.current) return;
      const read = await readMarkdown(pasted.markdown);
      if (read) replaceWith(editor, place.current, read.body);
      setPasted({ notes: read?.notes ?? [{ kind: "not-read", examples: [""] }], markdown: null });
    },
    close: () => setPasted(null),
  };
}

/** Words typed right behind a paste are not part of it. */
function placeAfter(place: Place | null, transaction: Transaction): Place | null {
  if (!place || !transaction.docChanged) return place;
  const { mapping } = transaction;
  return { from: mapping.map(place.from, -1), to: mapping.map(place.to, transaction.getMeta("paste") ? 1 : -1) };
}

function pasteText(view: EditorView, data: DataTransfer): boolean {
  if (view.state.selection.$from.parent.type.spec.code) return false;
  const text = data.getData("text/plain");
  // The HTML of a code editor has the colours of a text, not its structure.
  if (data.types.includes("vscode-editor-data")) return view.pasteText(text);
  const cells = data.types.includes("text/html") ? null : cellsOfText(text);
  return cells !== null && view.pasteHTML(tableOfCells(cells));
}

async function readMarkdown(text: string): Promise<{ body: Body; notes: PasteNote[] } | null> {
  const form = new FormData();
  form.set("text", text);
  const answer = await fetch("/desk/markdown", { method: "POST", body: form }).catch(() => null);
  if (!answer?.ok) return null;
  const { body, notices } = (await answer.json()) as { body: Body; notices: ("picture" | "comment")[] };
  const notes = new PasteNotes();
  for (const notice of notices) notes.add(notice);
  return { body, notes: notes.all() };
}

function replaceWith(editor: Editor, { from, to }: Place, body: Body) {
  const { state, view } = editor;
  const content = state.schema.nodeFromJSON(body).content;
  view.dispatch(state.tr.replaceRange(from, to, new Slice(content, 0, 0)).scrollIntoView());
  view.focus();
}
