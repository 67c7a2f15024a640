import type { ParseSpec } from "prosemirror-markdown";
import type { MarkSpec } from "prosemirror-model";
import { inSubscript, inSuperscript } from "./smallForms.ts";

/** Text inside a block. */
export type Inline = { type: "text"; text: string; marks?: Mark[] } | { type: "hardBreak"; marks?: Mark[] } | Footnote;
/** A footnote where it is referred to; `number` is its place among those of its text, once they are numbered. */
export type Footnote = { type: "footnote"; content?: Inline[]; number?: number; marks?: Mark[] };
/** The fields of each kind of mark. */
type MarkFields = {
  link: { attrs: { href: string } };
  bold: object;
  italic: object;
  strike: object;
  superscript: object;
  subscript: object;
  code: object;
};
export type MarkType = keyof MarkFields;
/** The mark of one kind, or of any of several. */
export type MarkOf<T extends MarkType> = { [K in T]: { type: K } & MarkFields[K] }[T];
export type Mark = MarkOf<MarkType>;

type MarkKind = {
  schema: MarkSpec;
  /** The tokens of markdown-it that become such a mark. */
  markdown: Record<string, ParseSpec>;
  /** The marked words in plain text, where they would say something else without the mark. */
  inText?: (words: string) => string;
};

/** Every kind of mark, outermost first; the editor has the same order. */
export const markKinds: { [T in MarkType]: MarkKind } = {
  link: {
    schema: { inclusive: false, attrs: { href: { validate: safeHref } } },
    markdown: { link: { mark: "link", getAttrs: (token) => ({ href: token.attrGet("href") }) } },
  },
  bold: { schema: {}, markdown: { strong: { mark: "bold" } } },
  italic: { schema: {}, markdown: { em: { mark: "italic" } } },
  strike: {
    schema: {},
    markdown: { s: { mark: "strike" } },
    // Words that no longer hold must not be read as if they did.
    inText: (words) => words.replace(/\S(?:[\s\S]*\S)?/, (inner) => `~~${inner}~~`),
  },
  superscript: {
    schema: { excludes: "superscript subscript" },
    markdown: { sup: { mark: "superscript" } },
    inText: inSuperscript,
  },
  subscript: {
    schema: { excludes: "superscript subscript" },
    markdown: { sub: { mark: "subscript" } },
    inText: inSubscript,
  },
  code: {
    schema: { code: true },
    markdown: { code_inline: { mark: "code", noCloseToken: true }, code: { mark: "code" } },
    // The words are a name or a command, sign by sign.
    inText: (words) => words.replace(/\S(?:[\s\S]*\S)?/, (inner) => `\`${inner}\``),
  },
};

function safeHref(value: unknown) {
  if (typeof value !== "string" || !isSafeLink(value))
    throw new RangeError("a link must begin with https:, http:, mailto: or tel:");
}

/** True for absolute http, https and mailto links without user name, control characters or spaces, and for numbers to call (S-09). */
export function isSafeLink(value: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (value.length > 2000 || /[\u0000-\u0020\u007f-\u009f\u2028\u2029]/.test(value)) return false;
  if (/^tel:\+?\d[\d().-]{0,30}(;ext=\d{1,8})?$/i.test(value)) return true;
  if (!/^(https?:\/\/|mailto:)/i.test(value)) return false;
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && url.username === "" && (url.protocol === "mailto:" || url.hostname !== "");
}

const markTypes = Object.keys(markKinds) as MarkType[];

/** Returns text without marks: `10⁶` for a superscript, `~~old~~` for struck-out words, line breaks as `lineBreak`. */
export function unmarkedText(inlines: readonly Inline[], lineBreak: string): string {
  return textWithin(inlines, lineBreak, markTypes);
}

/** Neighbours with one mark are one text, whatever other marks a part of them has. */
function textWithin(inlines: readonly Inline[], lineBreak: string, [type, ...inner]: MarkType[]): string {
  if (!type) return inlines.map((inline) => plainInline(inline, lineBreak)).join("");
  const { inText } = markKinds[type];
  if (!inText || !inlines.some((inline) => hasMark(inline, type))) return textWithin(inlines, lineBreak, inner);
  const runs: { marked: boolean; inlines: Inline[] }[] = [];
  for (const inline of inlines) {
    const marked = hasMark(inline, type);
    const last = runs.at(-1);
    if (last?.marked === marked) last.inlines.push(inline);
    else runs.push({ marked, inlines: [inline] });
  }
  return runs
    .map((run) => {
      const words = textWithin(run.inlines, lineBreak, inner);
      return run.marked ? inText(words) : words;
    })
    .join("");
}

/** A footnote is its number, once it has one. */
function plainInline(inline: Inline, lineBreak: string): string {
  if (inline.type === "text") return inline.text;
  return inline.type === "hardBreak" ? lineBreak : inline.number ? `[${inline.number}]` : "";
}

/** True for text with such a mark. */
export function hasMark({ marks }: Inline, type: MarkType): boolean {
  return marks?.some((mark) => mark.type === type) ?? false;
}

/** Returns inlines without the mark of code: backticks are no part of a sentence that is quoted or searched. */
export function withoutCode(inlines: Inline[]): Inline[] {
  return inlines.map(({ marks, ...inline }) =>
    marks ? { ...inline, marks: marks.filter(({ type }) => type !== "code") } : inline,
  );
}
