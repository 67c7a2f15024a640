import type { Inline, Mark, MarkType } from "./marks.ts";

/** Writes the parts of a block. */
export type MarkdownWriter<Block> = {
  blocks: (blocks: readonly Block[]) => string;
  /** Text on one line; its line breaks are `<br>`. */
  inlines: (content: readonly Inline[] | undefined) => string;
  /** Before the path of an image. */
  origin: string;
  /** True where a list of the same kind stands right before: other signs keep them apart. */
  isSecond: boolean;
};

/** The signs of a mark, where they are read as such, and its element for all other places. */
const markSigns: { [T in Exclude<MarkType, "link">]: { sign: string | null; element: string } } = {
  bold: { sign: "**", element: "strong" },
  italic: { sign: "*", element: "em" },
  strike: { sign: "~~", element: "s" },
  superscript: { sign: null, element: "sup" },
  subscript: { sign: null, element: "sub" },
  code: { sign: null, element: "code" },
};

/** Writes text with its marks as Markdown on one line, so that `bodyFromMarkdown` reads the same. */
export function inlinesInMarkdown(content: readonly Inline[] = []): string {
  return atStart(spacesAtEnds(written(content, ["link", ...(Object.keys(markSigns) as MarkType[])])));
}

function written(inlines: readonly Inline[], [type, ...inner]: MarkType[]): string {
  if (!type) return inlines.reduce((out, inline) => joined(out, inlineInMarkdown(inline)), "");
  let out = "";
  for (let from = 0, to = 0; from < inlines.length; from = to) {
    const mark = markOf(inlines[from]!, type);
    while (to < inlines.length && isSame(markOf(inlines[to]!, type), mark)) to += 1;
    const words = written(inlines.slice(from, to), inner);
    out = joined(out, mark ? (codeSpan(mark, inlines.slice(from, to), out) ?? marked(words, mark, out)) : words);
  }
  return out;
}

/** These signs would make something else of a link or a footnote behind them. */
function joined(before: string, words: string): string {
  return (words.startsWith("[") ? before.replace(/[!^]$/, "\\$&") : before) + words;
}

function inlineInMarkdown(inline: Inline): string {
  if (inline.type === "text") return escaped(inline.text);
  return inline.type === "hardBreak" ? "<br>" : inline.number ? `[^${inline.number}]` : "";
}

function markOf({ marks }: Inline, type: MarkType): Mark | undefined {
  return marks?.find((mark) => mark.type === type);
}

function isSame(one: Mark | undefined, other: Mark | undefined): boolean {
  return one?.type === other?.type && (one?.type !== "link" || one.attrs.href === (other as typeof one).attrs.href);
}

/** Words between backticks are read as they stand; null for those with signs that would still mean something. */
function codeSpan({ type }: Mark, inlines: readonly Inline[], before: string): string | null {
  if (type !== "code" || before.endsWith("`")) return null;
  const words = inlines.map((inline) => (inline.type === "text" ? inline.text : "\n")).join("");
  return /^[^\s`|\\](?:[^\n\r\t`|\\]*[^\s`|\\])?$/.test(words) ? `\`${words}\`` : null;
}

/** @param before everything on the line so far: two signs must not stand beside each other */
function marked(words: string, mark: Mark, before: string): string {
  if (mark.type === "link")
    return `[${words}](<${mark.attrs.href.replace(/[\\<>|]/g, "\\$&").replace(/&/g, "&amp;")}>)`;
  const { sign, element } = markSigns[mark.type];
  const isRead = sign && /^[\p{L}\p{N}]/u.test(words) && /[\p{L}\p{N}]$/u.test(words) && !before.endsWith(sign[0]!);
  return isRead ? sign + words + sign : `<${element}>${words}</${element}>`;
}

function escaped(text: string): string {
  return text
    .replace(/[\n\r\t]/g, " ")
    .replace(/[\\`*_[\]<~|]/g, "\\$&")
    .replace(/&(?=[#\w])/g, "\\&")
    .replace(/\{(?=[%{#/.])/g, "\\{")
    .replace(/%(?=%)|(?<=%)%/g, "\\%");
}

/** Signs that begin a block are words here. */
function atStart(line: string): string {
  return line
    .replace(/^(\d{1,9})(?=[.)])/, "$1\\")
    .replace(/^(?=[#>+\-=:])/, "\\")
    .replace(/^(\[\^\d+\])(?=:)/, "$1\\");
}

/** White space at the ends of a line would be cut off. */
function spacesAtEnds(line: string): string {
  return line.replace(/^\s+|\s+$/g, (spaces) => [...spaces].map((one) => `&#${one.codePointAt(0)};`).join(""));
}

/** Puts `first` before the first line of a text and `rest` before the others; empty lines get no trailing space. */
export function indented(text: string, first: string, rest: string): string {
  return text
    .split("\n")
    .map((line, i) => {
      const before = i === 0 ? first : rest;
      return line === "" ? before.trimEnd() : before + line;
    })
    .join("\n");
}
