import MarkdownIt from "markdown-it";

/**
 * Text without its comments, with the same number of lines; `foreign`: the lines of comments that are not Markdown's.
 */
type Uncommented = { text: string; foreign: number[] };

/**
 * The comment syntax of programs that publish Markdown. `opens` must match at the position. Without `across`, a comment
 * must end before the next empty line.
 */
const kinds: { opens: RegExp; closes: RegExp; across?: true; foreign?: true }[] = [
  { opens: /<!--/y, closes: /-->/g, across: true },
  // Jekyll, Eleventy, Shopify.
  { opens: /\{%-?\s*comment\b[^%]*%\}/y, closes: /\{%-?\s*endcomment\s*-?%\}/g, across: true, foreign: true },
  // Hugo.
  { opens: /\{\{-?\s*\/\*/y, closes: /\*\/\s*-?\}\}/g, across: true, foreign: true },
  // Handlebars.
  { opens: /\{\{~?!--/y, closes: /--~?\}\}/g, across: true, foreign: true },
  // MDX.
  { opens: /\{\/\*/y, closes: /\*\/\}/g, across: true, foreign: true },
  // Nunjucks, Jinja; `{#name}` is the anchor of a heading.
  { opens: /\{#-?\s/y, closes: /#\}/g, foreign: true },
  // Obsidian: as a block of lines, or inside a line.
  { opens: /(?<=^|\n)%%(?=[^%])/y, closes: /%%(?=\s|$|[.,;:!?)])/g, across: true, foreign: true },
  { opens: /(?<=\s)%%(?=[^%\s])/y, closes: /%%(?=\s|$|[.,;:!?)])/g, foreign: true },
];

/** Parses only blocks; inline content is not needed. */
const blocks = MarkdownIt("commonmark", { html: true });
blocks.core.ruler.disable(["inline", "text_join"]);

/**
 * Removes comments from Markdown everywhere except in code; in doubt, a text is a comment.
 * @returns the text; or an unclosed HTML comment, by its line from 1 and its first characters
 */
export function withoutComments(
  text: string,
): Uncommented | { error: "comment-not-closed"; line: number; begins: string } {
  if (!/<!--|\{[%{/#]|%%/.test(text)) return { text, foreign: [] };
  const code = codeLines(text);
  const commentAt = commentFinder(text);
  const spanAt = spanFinder(text, code);
  const foreign: number[] = [];
  const kept: string[] = [];
  let line = 0;
  for (let at = 0; at < text.length;) {
    const comment = code.has(line) ? null : commentAt(at);
    if (comment === "open")
      return { error: "comment-not-closed", line: line + 1, begins: text.slice(at, at + 30).replace(/\s+/g, " ") };
    const end = comment?.end ?? (code.has(line) ? afterLine(text, at) : (spanAt(at, line) ?? plainEnd(text, at)));
    const piece = text.slice(at, end);
    const lineEnds = piece.split("\n").length - 1;
    if (comment?.foreign) foreign.push(line + 1);
    kept.push(comment ? "\n".repeat(lineEnds) : piece);
    line += lineEnds;
    at = end;
    if (!comment) continue;
    if (lineEnds === 0) kept.pop();
    // The words on both sides keep one space between them; no space may remain inside emphasis.
    const before = kept.at(-1) ?? "";
    if (text[at] === " " && /[ \t*_]$/.test(before)) at += 1;
    else if (/[*_]/.test(text[at] ?? "")) kept.push((kept.pop() ?? "").replace(/(?<=\S)[ \t]+$/, ""));
  }
  return { text: kept.join(""), foreign };
}

/** Removes HTML comments from one line of front matter; an unclosed one extends to the end. */
export function lineWithoutComments(line: string): string {
  return line.includes("<!--") ? line.replace(/\s*<!--[\s\S]*?(-->|$)/g, "").trim() : line;
}

type Comment = { end: number; foreign: boolean };

/**
 * Finds the comment that begins at a position. Matches found ahead are remembered, so that no text takes quadratic
 * time.
 */
function commentFinder(text: string): (at: number) => Comment | "open" | null {
  const finders = kinds.map(({ closes }) => finderAhead(text, closes));
  const emptyLine = finderAhead(text, /\n[ \t]*\n/g);
  return (at) => {
    if (!/[<{%]/.test(text[at]!)) return null;
    for (const [i, { opens, across = false, foreign = false }] of kinds.entries()) {
      opens.lastIndex = at;
      const opened = opens.exec(text);
      if (!opened) continue;
      const start = at + opened[0].length;
      const closed = finders[i]!(start);
      if (closed && (across || (emptyLine(start)?.index ?? Infinity) >= closed.index))
        return { end: closed.index + closed[0].length, foreign };
      if (!foreign) return "open";
    }
    return null;
  };
}

function finderAhead(text: string, what: RegExp): (from: number) => RegExpExecArray | null {
  let found: RegExpExecArray | null | undefined;
  return (from) => {
    if (found === null || (found && found.index >= from)) return found;
    what.lastIndex = from;
    return (found = what.exec(text));
  };
}

/** Finds the end of a code span: the next run of as many backticks in the same paragraph. */
function spanFinder(text: string, code: Set<number>): (at: number, line: number) => number | null {
  let blockEnd = 0;
  /** Numbers of backticks that are known to have no closing run in this paragraph. */
  let unclosed = new Set<number>();
  return (at, line) => {
    if (text[at] !== "`") return null;
    if (at >= blockEnd) {
      blockEnd = paragraphEnd(text, at, code, line);
      unclosed = new Set();
    }
    let start = at;
    while (text[start] === "`") start += 1;
    const ticks = start - at;
    if (unclosed.has(ticks)) return start;
    for (let from = start; from < blockEnd;) {
      const next = text.indexOf("`", from);
      if (next < 0 || next >= blockEnd) break;
      from = next;
      while (text[from] === "`") from += 1;
      if (from - next === ticks) return from;
    }
    unclosed.add(ticks);
    return start;
  };
}

/** Ends at an empty line, or at a block of code. */
function paragraphEnd(text: string, from: number, code: Set<number>, line: number): number {
  let end = afterLine(text, from);
  for (let at = line + 1; end < text.length; at += 1) {
    const next = afterLine(text, end);
    if (code.has(at) || text.slice(end, next).trim() === "") break;
    end = next;
  }
  return end;
}

/** Skips an escaped character, or the text up to the next possible beginning. */
function plainEnd(text: string, at: number): number {
  if (text[at] === "\\") return Math.min(text.length, at + 2);
  telling.lastIndex = at + 1;
  return telling.exec(text)?.index ?? text.length;
}

/** Possible beginnings of a comment, a code span or a line. */
const telling = /[<{%`\\]|(?<=\n)/g;

function afterLine(text: string, at: number): number {
  return text.indexOf("\n", at) + 1 || text.length;
}

/** Returns the lines, from 0, of fenced and indented code. An indented block of only one comment is a comment. */
function codeLines(text: string): Set<number> {
  const lines = new Set<number>();
  for (const { type, map, content } of blocks.parse(text, {})) {
    if (!map || (type !== "fence" && type !== "code_block")) continue;
    if (type === "code_block" && /^\s*<!--[\s\S]*-->\s*$/.test(content)) continue;
    for (let line = map[0]; line < map[1]; line += 1) lines.add(line);
  }
  return lines;
}
