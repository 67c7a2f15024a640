/** The kinds of things that a paste changes or leaves out. */
type PasteNoteKind =
  | "deleted"
  | "comment"
  | "hidden"
  | "tracker"
  | "picture"
  | "undescribed"
  | "embedded"
  | "link"
  | "wrapped-link"
  | "heading"
  | "formula"
  | "letters"
  | "joined-cells"
  | "cell-blocks"
  | "layout"
  | "lines"
  | "divided"
  | "front-matter"
  | "repeated-note"
  | "not-read";

/** Notes of one kind: each `example` is the words, name or host that it is about, empty where there is none. */
export type PasteNote = { kind: PasteNoteKind; examples: string[] };

const shown = 3;
const longestExample = 60;

/** Collects notes while a paste is read. */
export class PasteNotes {
  private readonly byKind = new Map<PasteNoteKind, string[]>();

  /** @param why said behind the example, in whole */
  add(kind: PasteNoteKind, example = "", why = ""): void {
    const words = example.replace(/\s+/g, " ").trim();
    const short = words.length > longestExample ? `${words.slice(0, longestExample).toWellFormed()}…` : words;
    const said = [short, why.replace(/\.$/, "")].filter((part) => part !== "").join(": ");
    this.byKind.set(kind, [...(this.byKind.get(kind) ?? []), said]);
  }

  /** Notes of the file that the paste comes from. */
  ofFile: PasteNote[] = [];

  all(): PasteNote[] {
    return [...this.ofFile, ...this.ofPaste()];
  }

  private ofPaste(): PasteNote[] {
    return [...this.byKind].map(([kind, examples]) => ({ kind, examples }));
  }
}

const sentences: Record<PasteNoteKind, (count: number) => string> = {
  deleted: (n) => `${counted(n, "deleted passage was", "deleted passages were")} left out`,
  comment: (n) => `${counted(n, "comment was", "comments were")} left out`,
  hidden: (n) => `${counted(n, "hidden text was", "hidden texts were")} left out`,
  tracker: (n) => `${counted(n, "tracking picture was", "tracking pictures were")} left out`,
  picture: (n) => `${counted(n, "picture was", "pictures were")} not brought in; place by hand`,
  undescribed: (n) =>
    `${counted(n, "picture says", "pictures say")} nothing to those who cannot see; click to describe`,
  embedded: (n) => `${counted(n, "embedded part was", "embedded parts were")} left out`,
  link: (n) => `${counted(n, "link was", "links were")} made plain words: it leads nowhere from here`,
  "wrapped-link": (n) => `${counted(n, "link leads", "links lead")} straight to its page, not by way of another site`,
  heading: (n) => `${counted(n, "heading got", "headings got")} one of the three levels that there are here`,
  formula: (n) => `${counted(n, "formula stands", "formulas stand")} as plain signs`,
  letters: (n) =>
    `${counted(n, "list", "lists")} with letters or Roman numerals now ${n === 1 ? "has" : "have"} numbers`,
  "joined-cells": (n) => `Joined cells of ${counted(n, "table", "tables")} were taken apart`,
  "cell-blocks": (n) => `Lists or headings in ${counted(n, "cell", "cells")} became lines`,
  layout: (n) =>
    `${counted(n, "table that only arranged things was", "tables that only arranged things were")} dissolved`,
  lines: (n) =>
    `${counted(n, "line that broke", "lines that broke")} at the edge of a page ${n === 1 ? "was" : "were"} joined`,
  divided: (n) =>
    `${counted(n, "word that was", "words that were")} divided at the end of a line ${n === 1 ? "was" : "were"} joined`,
  "front-matter": (n) => `${counted(n, "line", "lines")} of front matter ${n === 1 ? "was" : "were"} left out`,
  "repeated-note": (n) =>
    `${counted(n, "footnote that is referred to again stands", "footnotes that are referred to again stand")} there again, with a number of its own`,
  "not-read": () => "The Markdown could not be read; the text stays as it is",
};

/** Puts a note into a sentence, with the first of its examples. */
export function wordPasteNote({ kind, examples }: PasteNote): string {
  const named = [...new Set(examples.filter((one) => one !== ""))];
  const more = named.length > shown ? " …" : "";
  const list =
    named.length > 0
      ? `: ${named
          .slice(0, shown)
          .map((one) => `“${one}”`)
          .join(", ")}${more}`
      : "";
  return `${sentences[kind](examples.length)}${list}.`;
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
