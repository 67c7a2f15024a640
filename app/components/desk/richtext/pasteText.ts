import type { PasteNotes } from "./pasteNotes.ts";

/**
 * Joins the lines of a text that was broken at the edge of a page, as PDF readers copy it; a text of lines that were meant
 * stays as it is.
 */
export function joinPageLines(text: string, notes: PasteNotes): string {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n+/)
    .map((block) =>
      joinBlock(
        block.split("\n").map((line) => line.trimEnd()),
        notes,
      ),
    )
    .join("\n");
}

const ended = /[.!?…:;»”"')\]]$/;
const listed = /^\s*([-–•·*▪◦]|\d{1,3}[.)])\s/;

function joinBlock(lines: string[], notes: PasteNotes): string {
  if (!isBrokenAtEdge(lines)) return lines.join("\n");
  const longest = Math.max(...lines.map(({ length }) => length));
  return lines.reduce((text, line, i) => {
    const before = lines[i - 1]!;
    // A short line that ends a sentence ends its paragraph, and so does an item of a list.
    if (listed.test(line) || (ended.test(before) && before.length < longest * 0.75)) return `${text}\n${line}`;
    notes.add("lines");
    const divided = /\p{Ll}[-\u00ad\u2010]$/u.test(before) && /^\p{Ll}/u.test(line);
    if (!divided) return `${text} ${line.trimStart()}`;
    const joined = text.slice(0, -1) + line;
    notes.add("divided", /\S*$/.exec(text.slice(0, -1))![0] + /^\S*/.exec(line)![0]);
    return joined;
  });
}

/** True where most lines are about equally long and stop in the middle of a sentence. */
function isBrokenAtEdge(lines: string[]): boolean {
  if (lines.length < 3) return false;
  const longest = Math.max(...lines.map(({ length }) => length));
  if (longest < 40 || longest > 140 || lines.some((line) => line.includes("\t"))) return false;
  const inner = lines.slice(0, -1);
  const full = inner.filter((line) => line.length >= longest * 0.7);
  const open = full.filter((line) => !ended.test(line));
  return full.length >= inner.length * 0.6 && open.length >= full.length * 0.5;
}

/** Returns the rows of a text from a spreadsheet, its cells separated by tabs; null for any other text. */
export function cellsOfText(text: string): string[][] | null {
  const rows = text
    .replace(/\r\n?/g, "\n")
    .replace(/\n+$/, "")
    .split("\n")
    .map((row) => row.split("\t"));
  const columns = rows[0]!.length;
  return rows.length > 1 && columns > 1 && rows.every(({ length }) => length === columns) ? rows : null;
}

const signs = [
  /^#{1,6} +\S/m,
  /^ {0,3}[-*+] +\S/m,
  /^ {0,3}\d{1,3}[.)] +\S/m,
  /^> ?\S/m,
  /^(```|~~~)/m,
  /(\*\*|__)\S[^\n]*?\1/,
  /\[[^\]\n]+\]\(\S+?\)/,
  /^\|?[^\n|]+\|[^\n]*\n\|? *:?-{3,}/m,
  /~~\S[^\n]*?~~/,
  /^---$/m,
];

/** True for a text with a heading, a fence, a table or a link of Markdown, or with two of its other signs. */
export function looksLikeMarkdown(text: string): boolean {
  const found = signs.map((sign) => sign.test(text));
  const isSure = found[0] || found[4] || found[6] || found[7];
  return Boolean(isSure) || found.filter(Boolean).length >= 2;
}
