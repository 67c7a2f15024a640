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

/** One thing that was changed or left out, with its line; `words`: the words, name or address that it is about, empty where there is none. */
export type HtmlNote = { kind: HtmlNoteKind; words: string; line?: number };

const longest = 120;
const most = 500;

/** Collects notes while a page is read. */
export class HtmlNotes {
  readonly all: HtmlNote[] = [];
  /** The line of the text that the page was made of, where that is known. */
  line: number | null = null;

  add(kind: HtmlNoteKind, words = ""): void {
    if (this.all.length >= most) return;
    const said = words.replace(/\s+/g, " ").trim();
    const cut = said.length > longest ? `${said.slice(0, longest).toWellFormed()}…` : said;
    this.all.push({ kind, words: cut, ...(this.line === null ? {} : { line: this.line }) });
  }
}
