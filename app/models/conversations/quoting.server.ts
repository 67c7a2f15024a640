import { beginsHeaders, isAttribution, isProgramLine, isSeparator } from "./quoteMarks.server.ts";

/** A part of a reply, in the order of its text. */
export type ReplyPart = { kind: "words" | "quoted" | "signature"; text: string };

/** Characters and lines that are looked at; the rest of a longer text is quoted. */
const longest = 200_000;
const mostLines = 8000;

/**
 * Takes the text of a reply apart: what its writer says, what is quoted of the mail before, and signatures. Words between
 * and below quoted lines stay words, because many people answer point by point.
 * @param text with line ends of any kind; at most 200,000 characters are looked at
 */
export function partsOfReply(text: string): ReplyPart[] {
  const lines = tidy(text).slice(0, mostLines);
  const parts: ReplyPart[] = [];
  let open: { kind: ReplyPart["kind"]; lines: string[] } | null = null;
  const isLastWord = lastWords(lines);
  const put = (kind: ReplyPart["kind"], ...more: string[]) => {
    if (open?.kind !== kind) {
      close(parts, open);
      open = { kind, lines: [] };
    }
    open.lines.push(...more);
  };
  for (let at = 0; at < lines.length;) {
    const quoted = quotedAt(lines, at);
    if (quoted > 0) {
      put("quoted", ...lines.slice(at, at + quoted));
      at += quoted;
      continue;
    }
    const line = lines[at]!;
    const signs = /^--\s?$/.test(line) || (isProgramLine(line.trim()) && isLastWord(at));
    const goesOn: boolean =
      line.trim() === "" ? open !== null : (open as { kind: string } | null)?.kind === "signature";
    put(signs ? "signature" : goesOn ? open!.kind : "words", line);
    at += 1;
  }
  close(parts, open);
  return parts;
}

/** Returns what the writer of a reply says, without quotations and signatures. */
export function ownWordsOf(parts: ReplyPart[]): string {
  const own = parts.filter(({ kind }) => kind === "words").map(({ text }) => text);
  return own.join("\n\n").trim();
}

function tidy(text: string): string[] {
  return (
    text
      .slice(0, longest)
      .replace(/\r\n?/g, "\n")
      // Marks of direction that mail programs put around dates and names would hide what a line says.
      .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
      .replace(/\u00a0/g, " ")
      .split("\n")
      .map((line) => line.slice(0, 2000).trimEnd())
  );
}

function close(parts: ReplyPart[], open: { kind: ReplyPart["kind"]; lines: string[] } | null): void {
  const text = open?.lines.join("\n").replace(/^\n+|\s+$/g, "") ?? "";
  if (open && text !== "") parts.push({ kind: open.kind, text });
}

/** @returns how many lines from here on are quoted; 0 for a line of somebody's own */
function quotedAt(lines: string[], at: number): number {
  const marked = markedLines(lines, at);
  if (marked > 0) return marked;
  const intro = attributionAt(lines, at);
  if (intro > 0) {
    const below = blankLines(lines, at + intro);
    const run = markedLines(lines, at + intro + below);
    if (run > 0) return intro + below + run;
    // Without marks, all that follows is the quoted mail, where the line has a date or an address: “On Monday I wrote:” has none.
    if (/\p{Nd}|@/u.test(lines.slice(at, at + intro).join(" "))) return lines.length - at;
  }
  const line = lines[at]!.trim();
  const beginsMail = isSeparator(line) || beginsHeaders(lines.slice(at, at + 6));
  const isRuled =
    /^[_-]{10,}$/.test(line) && beginsHeaders(lines.slice(at + 1 + blankLines(lines, at + 1)).slice(0, 6));
  return beginsMail || isRuled ? lines.length - at : 0;
}

/** Lines that begin with `>`, with empty ones between them. */
function markedLines(lines: string[], at: number): number {
  let end = at;
  while (isMarked(lines[end]) || (end > at && lines[end] === "" && isMarked(lines[end + 1]))) end += 1;
  return end - at;
}

const isMarked = (line: string | undefined) =>
  line !== undefined && /^\s{0,3}[>|›»]/.test(line) && !/^\|.*\|$/.test(line);

function blankLines(lines: string[], at: number): number {
  let end = at;
  while (end < at + 3 && lines[end]?.trim() === "") end += 1;
  return end - at;
}

/** @returns how many lines introduce a quotation, joined where a program broke them; 0 for none */
function attributionAt(lines: string[], at: number): number {
  if (lines[at]!.trim() === "") return 0;
  for (let count = 1; count <= 3 && at + count <= lines.length; count += 1) {
    const some = lines.slice(at, at + count).map((line) => line.trim());
    if (count > 1 && some.at(-1) === "") return 0;
    if (isAttribution(some.join(" "))) return count;
    // “Ana Torres, 28 November 2026:” above marked lines, as our own answers have it.
    const isShort = count === 1 && some[0]!.length < 160 && /\d.*[:：]$/.test(some[0]!);
    if (isShort && markedLines(lines, at + 1 + blankLines(lines, at + 1)) > 0) return 1;
  }
  return 0;
}

/**
 * Returns a function that tells of a program's line whether nothing but empty lines, other such lines, and quotations follow.
 * It is asked from above to below, and lines that were looked through are not looked at again: a mail may have thousands.
 */
function lastWords(lines: string[]): (at: number) => boolean {
  let known = { until: -1, isLast: false };
  return (at) => {
    if (at < known.until) return known.isLast;
    let next = at + 1;
    while (next < lines.length && (lines[next]!.trim() === "" || isProgramLine(lines[next]!.trim()))) next += 1;
    known = { until: next, isLast: next === lines.length || quotedAt(lines, next) > 0 };
    return known.isLast;
  };
}
