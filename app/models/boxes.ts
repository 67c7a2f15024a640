import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import { indented, type MarkdownWriter } from "./markdownWriting.ts";

/** `figure`: its first paragraph is a large figure, and the rest says what that counts. */
export type CalloutKind = "note" | "warning" | "figure";

export type CalloutAttrs = { kind: CalloutKind };
/** Words of the text, or of somebody in it, shown large; `by`: who said them, empty for nobody. */
export type PullQuoteAttrs = { by: string };
/** An advertisement; `name`: who pays for it, empty for nobody. */
export type SponsorAttrs = { name: string };

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
    schema: { content: "block+", attrs: { name: words } },
    markdown: { sponsor: { block: "sponsor", getAttrs: (token) => ({ name: token.attrGet("words") }) } },
    isApart: true,
    toMarkdown: ({ attrs, content }, write) => boxInMarkdown("AD", attrs.name, content, write),
  },
};

function calloutKind(value: unknown) {
  if (value !== "note" && value !== "warning" && value !== "figure")
    throw new RangeError(`${String(value)} is no kind of callout`);
}

function boxInMarkdown<Block>(
  sign: string,
  beside: string,
  content: Block[],
  { blocks, inlines }: MarkdownWriter<Block>,
): string {
  const text = beside.replace(/\s+/g, " ").trim();
  const first = `[!${sign}]${text && ` ${inlines([{ type: "text", text }])}`}`;
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
