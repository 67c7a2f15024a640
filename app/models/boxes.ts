import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import { indented, type MarkdownWriter } from "./markdownWriting.ts";

/** `figure`: its first paragraph is a large figure, and the rest says what that counts. */
export type CalloutKind = "note" | "warning" | "figure";

export type CalloutAttrs = { kind: CalloutKind };
/** Words of the text, or of somebody in it, shown large; `by`: who said them, empty for nobody. */
export type PullQuoteAttrs = { by: string };
/**
 * An advertisement; `name`: who pays for it, empty for nobody; `from`, `until`: the first and last day that are paid for,
 * like `2026-11-30`, empty for any. Texts of before there were days have none.
 */
export type SponsorAttrs = { name: string; from?: string; until?: string };

type BoxFields<Block> = {
  callout: { attrs: CalloutAttrs; content: Block[] };
  pullQuote: { attrs: PullQuoteAttrs; content: Block[] };
  sponsor: { attrs: SponsorAttrs; content: Block[] };
};
type BoxType = keyof BoxFields<never>;

type BoxKind<T extends BoxType> = {
  holds: "blocks";
  schema: NodeSpec;
  markdown: Record<string, ParseSpec>;
  caption?: (block: BoxFields<unknown>[T]) => string;
  isApart?: true;
  toMarkdown: <Block>(block: BoxFields<Block>[T], write: MarkdownWriter<Block>) => string;
};

const words = { default: "", validate: "string" };
const someDay = { default: "", validate: dayOrNone };

/** Their entries in the table of blocks. In Markdown they are quotes whose first line says what they are. */
export const boxKinds: { [T in BoxType]: BoxKind<T> } = {
  callout: {
    holds: "blocks",
    schema: { content: "block+", attrs: { kind: { default: "note", validate: calloutKind } } },
    markdown: { callout: { block: "callout", getAttrs: (token) => ({ kind: token.attrGet("kind") }) } },
    toMarkdown: ({ attrs, content }, write) => boxInMarkdown(attrs.kind.toUpperCase(), "", content, write),
  },
  pullQuote: {
    holds: "blocks",
    schema: { content: "paragraph+", attrs: { by: words } },
    markdown: { pull_quote: { block: "pullQuote", getAttrs: (token) => ({ by: token.attrGet("words") }) } },
    caption: ({ attrs }) => attrs.by.trim(),
    toMarkdown: ({ attrs, content }, write) => boxInMarkdown("QUOTE", attrs.by, content, write),
  },
  sponsor: {
    holds: "blocks",
    schema: { content: "block+", attrs: { name: words, from: someDay, until: someDay } },
    markdown: { sponsor: { block: "sponsor", getAttrs: (token) => sponsorOf(String(token.attrGet("words") ?? "")) } },
    isApart: true,
    toMarkdown: ({ attrs, content }, write) => boxInMarkdown("AD", attrs.name, content, write, daysInBraces(attrs)),
  },
};

function calloutKind(value: unknown) {
  if (value !== "note" && value !== "warning" && value !== "figure")
    throw new RangeError(`${String(value)} is no kind of callout`);
}

function dayOrNone(value: unknown) {
  if (typeof value !== "string" || !(value === "" || isDay(value)))
    throw new RangeError(`${String(value)} is no day like 2026-11-30`);
}

/** True for a day like `2026-11-30` that there is. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

const braces = / ?\{((?:(?:from|until)=\d{4}-\d\d-\d\d ?)*)\}$/;

/** Reads what stands beside the sign of an advertisement, like `Ropes & Co {from=2026-11-30 until=2026-12-06}`. */
function sponsorOf(beside: string): SponsorAttrs {
  const found = braces.exec(beside);
  const day = (name: string) => new RegExp(`${name}=(\\S+)`).exec(found?.[1] ?? "")?.[1] ?? "";
  const [from, until] = [day("from"), day("until")];
  // A day that there is not stays to be read by somebody.
  if (![from, until].every((one) => one === "" || isDay(one))) return { name: beside.trim(), from: "", until: "" };
  return { name: beside.slice(0, found?.index).trim(), from, until };
}

/** A name that ends as if it had days gets braces with nothing in them. */
function daysInBraces({ name, from, until }: SponsorAttrs): string {
  const days = [from && `from=${from}`, until && `until=${until}`].filter(Boolean).join(" ");
  return days || braces.test(name.trim()) ? ` {${days}}` : "";
}

function boxInMarkdown<Block>(
  sign: string,
  beside: string,
  content: Block[],
  { blocks, inlines }: MarkdownWriter<Block>,
  end = "",
): string {
  const text = beside.replace(/\s+/g, " ").trim();
  const first = `[!${sign}]${text && ` ${inlines([{ type: "text", text }])}`}${end}`;
  return indented(`${first}\n\n${blocks(content)}`.trimEnd(), "> ", "> ");
}

/** The block of each sign in Markdown; GitHub's are among them. */
export const boxSigns: Record<string, { token: string; kind?: CalloutKind }> = {
  NOTE: { token: "callout", kind: "note" },
  TIP: { token: "callout", kind: "note" },
  IMPORTANT: { token: "callout", kind: "note" },
  WARNING: { token: "callout", kind: "warning" },
  CAUTION: { token: "callout", kind: "warning" },
  FIGURE: { token: "callout", kind: "figure" },
  QUOTE: { token: "pull_quote" },
  AD: { token: "sponsor" },
};
