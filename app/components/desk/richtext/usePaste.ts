import type { Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import { Slice } from "@tiptap/pm/model";
import { TextSelection, type Transaction } from "@tiptap/pm/state";
import type { EditorProps, EditorView } from "@tiptap/pm/view";
import { useRef, useState } from "react";
import { holdPage } from "#app/components/desk/heldPage.ts";
import { uploadImage } from "#app/components/desk/upload.ts";
import type { Body } from "#app/models/body.ts";
import { readTextFile } from "./bringIn.ts";
import { cleanPasted, tableOfCells } from "./paste.ts";
import { PasteNotes, type PasteNote } from "./pasteNotes.ts";
import { PastedPictures, settlePicture, showProgress } from "./pastedPictures.ts";
import { readMarkdown } from "./readMarkdown.ts";
import { cellsOfText, joinPageLines, looksLikeMarkdown } from "./pasteText.ts";

/** The last paste: its notes, and its text where that reads like Markdown. `file`: what is said of a file instead. */
type Pasted = { notes: PasteNote[]; markdown: string | null; file?: string };

/** The place of the last pasted text, which moves with everything that is typed before it. */
type Place = { from: number; to: number };

/** Reads what is pasted into an editor, and keeps what there is to say of it. */
export function usePaste(images: boolean) {
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const place = useRef<Place | null>(null);
  const last = useRef<PasteNotes | null>(null);
  const say = (notes: PasteNotes) => last.current === notes && setPasted({ notes: notes.all(), markdown: null });
  const editorProps: EditorProps = {
    transformPastedHTML(html, view) {
      const [notes, pictures] = [(last.current = new PasteNotes()), images ? new PastedPictures() : null];
      const cleaned = cleanPasted(html, pictures, notes);
      void bringInPictures(view, pictures?.all ?? [], notes, say);
      return cleaned;
    },
    transformPastedText(text, plain) {
      const notes = (last.current = new PasteNotes());
      const markdown = !plain && looksLikeMarkdown(text) ? text : null;
      const read = plain || markdown ? text : joinPageLines(text, notes);
      setPasted({ notes: notes.all(), markdown });
      return read;
    },
  };
  return {
    pasted,
    editorProps,
    /** @returns true when the clipboard held plain text of another kind, which is pasted now */
    pasteAsKind(view: EditorView, data: DataTransfer | null): boolean {
      place.current = placeOf(view);
      return data !== null && pasteText(view, data);
    },
    follow: (transaction: Transaction) => (place.current = placeAfter(place.current, transaction)),
    async asMarkdown(editor: Editor) {
      if (!pasted?.markdown || !place.current) return;
      const read = await readMarkdown(pasted.markdown);
      if (read) replaceWith(editor.view, place.current, read.body);
      setPasted({ notes: read?.notes ?? [{ kind: "not-read", examples: [""] }], markdown: null });
    },
    /** Puts the content of a Word or Markdown file in the place of the selection, as one step. */
    bringIn: (view: EditorView, file: File) => bringInto(view, file, { place, last }, setPasted),
    close: () => setPasted(null),
  };
}

function placeOf({ state: { selection } }: EditorView): Place {
  return { from: selection.from, to: selection.to };
}

/** Brings in the pictures of a paste one after the other, and says of each that was refused why. */
async function bringInPictures(
  view: EditorView,
  all: PastedPictures["all"],
  notes: PasteNotes,
  say: (notes: PasteNotes) => void,
): Promise<void> {
  say(notes);
  for (const picture of all) showProgress(picture, 0);
  for (const picture of all) {
    const answer = await uploadImage(picture.source, (sent) => showProgress(picture, sent));
    const isStored = !("error" in answer);
    settlePicture(view, picture, isStored ? answer : null);
    if (!isStored) notes.add("picture", picture.name, answer.error);
    else if (picture.alt === "") notes.add("undescribed");
    say(notes);
  }
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

function replaceWith(view: EditorView, { from, to }: Place, body: Body) {
  const { state } = view;
  const content = state.schema.nodeFromJSON(body).content;
  view.dispatch(state.tr.replaceRange(from, to, new Slice(content, 0, 0)).scrollIntoView());
  view.focus();
}

async function bringInto(
  view: EditorView,
  file: File,
  { place, last }: { place: { current: Place | null }; last: { current: PasteNotes | null } },
  say: (next: Pasted) => void,
) {
  place.current = placeOf(view);
  say({ notes: [], markdown: null, file: `${file.name} is being read…` });
  const letGo = holdPage();
  const read = await readTextFile(file).finally(letGo);
  if (view.isDestroyed) return;
  if ("error" in read) return say({ notes: [], markdown: null, file: `${file.name}: ${read.error}` });
  view.dispatch(closeHistory(view.state.tr));
  if ("html" in read) pasteAt(view, place.current, read.html);
  else replaceWith(view, place.current, read.body);
  view.dispatch(closeHistory(view.state.tr));
  const notes = ("html" in read && last.current) || new PasteNotes();
  notes.ofFile = read.notes;
  say({ notes: notes.all(), markdown: null });
}

/** The caret may have moved while a file was read. */
function pasteAt(view: EditorView, { from, to }: Place, html: string) {
  const { tr, doc } = view.state;
  view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))));
  view.pasteHTML(html);
  view.focus();
}
