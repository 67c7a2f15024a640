import type { MoveNotice } from "../post.server.ts";
import { openedCallout, quotedCallouts } from "./callouts.server.ts";
import { readLiquid } from "./liquid.server.ts";
import { readShortcode } from "./shortcodes.server.ts";

/** A text without the signs of its program, with the same number of lines; `notices` count them from 1 in this text. */
type PlainMarkdown = { text: string; notices: MoveNotice[] };

/** Code in a line, and the signs of Hugo, Liquid and Pelican outside of it. */
const parts =
  /(`+)(?:(?!\1)[^\n]){1,2000}?\1(?!`)|\{\{[<%][^\n]{0,2000}?[>%]\}\}|\{%-?[^\n]{0,1000}?-?%\}|\{\{[^{}\n]{0,1000}\}\}/g;

/**
 * Takes the signs of other programs out of Markdown: shortcodes, Liquid tags, boxes and attributes in braces. Those that
 * mean something in Markdown become that; the rest is named and left out. Code stays as it is.
 */
export function withoutSigns(text: string): PlainMarkdown {
  const notices: MoveNotice[] = [];
  const lines = rawParts(codeTags(oneLineSigns(text))).split("\n");
  const isCode = codeLinesIn(lines);
  const kept = lines.map((line, i) => {
    if (isCode[i]) return line;
    const note = (what: MoveNotice["what"], detail: string) =>
      void notices.push({ what, line: i + 1, detail: detail.slice(0, 120) });
    return wholeLine(signsIn(line, note), note);
  });
  const whole = quotedCallouts(kept, codeLinesIn(kept)).join("\n");
  return { text: whole.replaceAll(hiddenBrace, "{"), notices };
}

type Note = (what: MoveNotice["what"], detail: string) => void;

function signsIn(line: string, note: Note): string {
  if (!/\{[{%]/.test(line)) return line;
  return line.replace(parts, (whole, ticks: string | undefined) => {
    if (ticks !== undefined) return whole;
    const sign = /^\{\{[<%]/.test(whole) ? readShortcode(whole) : readLiquid(whole);
    if ("becomes" in sign) return sign.becomes;
    note("shortcode", sign.leftOut);
    return "";
  });
}

/** A shortcode over several lines is written on its first one. */
function oneLineSigns(text: string): string {
  return text.replace(/\{\{[<%](?:(?![>%]\}\})[^{}])*?[>%]\}\}/g, (whole) => {
    const ends = whole.split("\n").length - 1;
    return ends === 0 ? whole : whole.replace(/\s*\n\s*/g, " ") + "\n".repeat(ends);
  });
}

/** The tags of Jekyll and Hugo around code are fences. */
function codeTags(text: string): string {
  return text
    .replace(/^[ \t]*\{%-?\s*highlight\s+([\w+#.-]+)[^%\n]*%\}[ \t]*$/gm, "```$1")
    .replace(/^[ \t]*\{%-?\s*endhighlight\s*-?%\}[ \t]*$/gm, "```")
    .replace(/^[ \t]*\{\{[<%]\s*highlight\s+"?([\w+#.-]+)"?[^\n]*?[>%]\}\}[ \t]*$/gm, "```$1")
    .replace(/^[ \t]*\{\{[<%]\s*\/\s*highlight\s*[>%]\}\}[ \t]*$/gm, "```");
}

/** Stands for the first brace of signs that are words, for as long as signs are sought. */
const hiddenBrace = "\uE002";

/** Between these tags everything is words, signs too. */
function rawParts(text: string): string {
  const tags = [...text.matchAll(/\{%-?\s{0,20}(raw|endraw)\s{0,20}-?%\}/g)];
  let out = "";
  let at = 0;
  let opened: number | null = null;
  for (const [i, { 0: tag, 1: name, index }] of tags.entries()) {
    const isLastOpen = name === "raw" && !tags.slice(i + 1, i + 2).some(([, next]) => next === "endraw");
    if (name === "raw" && (opened !== null || isLastOpen)) continue;
    if (name === "endraw" && opened === null) continue;
    const part = text.slice(at, index);
    out += opened === null ? part : part.replace(/\{(?=[{%])/g, hiddenBrace);
    opened = name === "raw" ? index : null;
    at = index + tag.length;
  }
  return out + text.slice(at);
}

/** Finds the lines of fenced code. */
function codeLinesIn(lines: string[]): boolean[] {
  let fence = "";
  return lines.map((line) => {
    const [, mark = ""] = /^[ \t]*(?:>[ \t]?)*(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence === "") {
      if (mark && !(mark[0] === "`" && line.slice(line.indexOf(mark) + mark.length).includes("`"))) fence = mark;
      return fence !== "";
    }
    if (mark && mark[0] === fence[0] && mark.length >= fence.length && line.trim().replace(/^[>\s]+/, "") === mark)
      fence = "";
    return true;
  });
}

/** Lines that are a sign as a whole. */
function wholeLine(line: string, note: Note): string {
  const [, abbreviation] = /^[ ]{0,3}\*\[([^\]\n]+)\]:\s+\S/.exec(line) ?? [];
  if (abbreviation !== undefined) {
    note("abbreviation", line.trim());
    return "";
  }
  if (/^\s*(\[TOC\]|\[\[_?TOC_?\]\]|\{:\s*toc\s*\}|\* TOC|<!--\s*toc\s*-->)\s*$/i.test(line)) return "";
  // Attributes in braces behind or below a block say how it looks.
  if (/^\s*\{:[^{}]*\}\s*$/.test(line)) return "";
  if (
    /^(import\s+[\w{*][^;]*\s+from\s+["'][^"']+["'];?|import\s+["'][^"']+["'];?|export\s+(const|default|function)\b.*)$/.test(
      line,
    )
  ) {
    note("shortcode", line.trim());
    return "";
  }
  // Old programs took headings without a space.
  const spaced = line.replace(/^( {0,3}#{1,6})(?=[^#\s\d!{-])/, "$1 ");
  return openedCallout(spaced) ?? spaced;
}
