/** The kinds of things that reading a page from elsewhere changes or leaves out. */
export type HtmlNoteKind =
  | "hidden"
  | "tracker"
  | "form"
  | "frame"
  | "widget"
  | "paywall"
  | "merge-tag"
  | "comment"
  | "embedded"
  | "card"
  | "picture"
  | "link"
  | "wrapped-link"
  | "heading"
  | "formula"
  | "joined-cells"
  | "cell-blocks"
  | "cut";

/** One thing that was changed or left out; `words`: the words, name or address that it is about, empty where there is none. */
export type HtmlNote = { kind: HtmlNoteKind; words: string };

const longest = 120;
const most = 500;

/** Collects notes while a page is read. */
export class HtmlNotes {
  readonly all: HtmlNote[] = [];

  add(kind: HtmlNoteKind, words = ""): void {
    if (this.all.length >= most) return;
    const line = words.replace(/\s+/g, " ").trim();
    this.all.push({ kind, words: line.length > longest ? `${line.slice(0, longest).toWellFormed()}…` : line });
  }
}
