import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import { boxKinds, type CalloutAttrs, type PullQuoteAttrs, type SponsorAttrs } from "./boxes.ts";
import { buttonFault, buttonKind, type ButtonFault, type ButtonFields } from "./buttons.ts";
import { imageKind, type BodyImage } from "./figures.ts";
import { chartKind, type ChartFields } from "./charts.ts";
import { footnotesIn, numberFootnotes } from "./footnotes.ts";
import { galleryKind, type GalleryFields } from "./galleries.ts";
import { headingLevel, headingLevels, type HeadingLevel } from "./headings.ts";
import { linkCardKind, type LinkCardFields } from "./linkCards.ts";
import { hasMark, unmarkedText, withoutCode, type Inline } from "./marks.ts";
import { indented, inlinesInMarkdown, type MarkdownWriter } from "./markdownWriting.ts";
import { taskInMarkdown } from "./tasks.ts";
import { tableInMarkdown, tableParts, type TableCell, type TableFields, type TableRow } from "./tables.ts";

/** A body or intro: a ProseMirror document in our schema. One tree, rendered to web, mail, text and feeds. */
export type Body = { type: "doc"; content?: Block[] };
/** The fields of each kind of block. A new kind begins here; the compiler leads to the other tables of kinds. */
type BlockFields = {
  paragraph: { content?: Inline[] };
  heading: { attrs: { level: HeadingLevel }; content?: Inline[] };
  bulletList: { content: ListItem[] };
  orderedList: { attrs?: { start?: number }; content: ListItem[] };
  blockquote: { content: Block[] };
  codeBlock: { attrs?: { language?: string | null }; content?: { type: "text"; text: string }[] };
  image: { attrs: BodyImage };
  horizontalRule: object;
  table: TableFields;
  button: ButtonFields;
  callout: { attrs: CalloutAttrs; content: Block[] };
  pullQuote: { attrs: PullQuoteAttrs; content: Block[] };
  sponsor: { attrs: SponsorAttrs; content: Block[] };
  gallery: GalleryFields;
  linkCard: LinkCardFields;
  chart: ChartFields;
};
export type BlockType = keyof BlockFields;
/** The block of one kind, or of any of several. */
export type BlockOf<T extends BlockType> = { [K in T]: { type: K } & BlockFields[K] }[T];
export type Block = BlockOf<BlockType>;
export type ListItem = { type: "listItem"; content: Block[] };
/** A part of a block that is not a block itself. */
type Part = ListItem | TableRow | TableCell;
/** The content of a block, by its type. */
type Holding<T extends BlockType> = "content" extends keyof BlockFields[T]
  ? BlockFields[T] extends { content?: (Block | Part)[] }
    ? "blocks"
    : "text"
  : "nothing";

type BlockKind<T extends BlockType> = NodeKind & {
  holds: Holding<T>;
  /** Words of the block outside its content; empty for none. */
  caption?: (block: BlockOf<T>) => string;
  /** True where its words are not those of the text: no search, count or description has them. */
  isApart?: true;
  /** Its Markdown, which `bodyFromMarkdown` reads as the same block; empty for a block that shows nothing. */
  toMarkdown: (block: BlockOf<T>, write: MarkdownWriter<Block>) => string;
};
type NodeKind = {
  /** Its content and attributes, which ProseMirror checks on every write. */
  schema: NodeSpec;
  /** The tokens of markdown-it that become such a block; an entry with `ignore` drops its token. */
  markdown: Record<string, ParseSpec>;
};

/** Every kind of block; node names and attributes are Tiptap's. */
export const blockKinds: { [T in BlockType]: BlockKind<T> } = {
  paragraph: {
    holds: "text",
    schema: { content: "inline*" },
    markdown: { paragraph: { block: "paragraph" } },
    toMarkdown: ({ content }, { inlines }) => inlines(content),
  },
  heading: {
    holds: "text",
    schema: { content: "inline*", attrs: { level: { validate: oneOf(headingLevels) } } },
    markdown: { heading: { block: "heading", getAttrs: ({ tag }) => ({ level: headingLevel(Number(tag.slice(1))) }) } },
    // Number signs at the end would be cut off.
    toMarkdown: ({ attrs: { level }, content }, { inlines }) =>
      content?.length ? `${"#".repeat(level)} ${inlines(content).replace(/(?<= )#+$/, "\\$&")}` : "",
  },
  blockquote: {
    holds: "blocks",
    schema: { content: "block+" },
    markdown: { blockquote: { block: "blockquote" } },
    toMarkdown: ({ content }, { blocks }) => indented(blocks(content), "> ", "> "),
  },
  bulletList: {
    holds: "blocks",
    schema: { content: "listItem+" },
    markdown: { bullet_list: { block: "bulletList" } },
    toMarkdown: ({ content }, { blocks, isSecond }) =>
      content.map((item) => indented(taskInMarkdown(blocks(item.content)), isSecond ? "* " : "- ", "  ")).join("\n"),
  },
  orderedList: {
    holds: "blocks",
    schema: {
      content: "listItem+",
      attrs: { start: { default: 1, validate: "number" }, type: { default: null, validate: "string|null" } },
    },
    markdown: {
      ordered_list: { block: "orderedList", getAttrs: (token) => ({ start: Number(token.attrGet("start") ?? 1) }) },
    },
    toMarkdown: ({ attrs, content }, { blocks, isSecond }) =>
      content
        .map((item, i) => {
          const mark = `${Math.max(0, attrs?.start ?? 1) + i}${isSecond ? ")" : "."} `;
          return indented(taskInMarkdown(blocks(item.content)), mark, " ".repeat(mark.length));
        })
        .join("\n"),
  },
  codeBlock: {
    holds: "text",
    schema: {
      content: "text*",
      marks: "",
      code: true,
      attrs: { language: { default: null, validate: codeLanguage } },
    },
    markdown: {
      code_block: { block: "codeBlock", noCloseToken: true },
      fence: {
        block: "codeBlock",
        noCloseToken: true,
        getAttrs: ({ info }) => ({ language: /^[\w+#.-]{1,30}(?=\s|$)/.exec(info.trim())?.[0] ?? null }),
      },
    },
    toMarkdown: ({ attrs, content = [] }) => {
      const lines = content.map(({ text }) => text).join("");
      const longest = (lines.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
      const fence = "`".repeat(longest + 1);
      return `${fence}${attrs?.language ?? ""}\n${lines && `${lines}\n`}${fence}`;
    },
  },
  image: imageKind,
  horizontalRule: {
    holds: "nothing",
    schema: {},
    markdown: { hr: { node: "horizontalRule" } },
    toMarkdown: () => "---",
  },
  table: {
    holds: "blocks",
    schema: { content: "tableRow+", isolating: true, attrs: { caption: { default: "", validate: "string" } } },
    markdown: { table: { block: "table", getAttrs: (token) => ({ caption: token.attrGet("caption") ?? "" }) } },
    caption: ({ attrs }) => attrs?.caption?.trim() ?? "",
    toMarkdown: tableInMarkdown,
  },
  button: buttonKind,
  ...boxKinds,
  gallery: galleryKind,
  linkCard: linkCardKind,
  chart: chartKind,
};

/** Parts of a block that are not blocks themselves. */
export const partKinds: Record<Part["type"], NodeKind> = {
  listItem: { schema: { content: "paragraph block*" }, markdown: { list_item: { block: "listItem" } } },
  ...tableParts,
};

function oneOf(allowed: readonly number[]) {
  return (value: unknown) => {
    if (!allowed.includes(value as number))
      throw new RangeError(`${String(value)} is not one of ${allowed.join(", ")}`);
  };
}

function codeLanguage(value: unknown) {
  if (value !== null && (typeof value !== "string" || !/^[\w+#.-]{1,30}$/.test(value)))
    throw new RangeError("the language of code is one short word");
}

export const emptyBody: Body = { type: "doc", content: [{ type: "paragraph" }] };

/**
 * Renderers write deeper quotes and lists flat: nobody needs them, and no tree may overflow the stack (STANDARDS 8, no.
 * 25).
 */
export const deepestNesting = 12;

type HoldingBlocks = BlockOf<{ [T in BlockType]: Holding<T> extends "blocks" ? T : never }[BlockType]>;

/**
 * Returns every block below without blocks inside, and captions, in order; with its own stack, for any depth.
 * @param instead what stands in place of a block that holds others; null for what is inside
 */
export function flatten<Other extends Block = never>(
  blocks: readonly Block[],
  instead: (block: Block) => Other[] | null = () => null,
): (Exclude<Block, HoldingBlocks> | Other)[] {
  const flat: (Exclude<Block, HoldingBlocks> | Other)[] = [];
  const waiting: (Block | Part)[] = [...blocks].reverse();
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    if (!holdsBlocks(block)) {
      flat.push(block);
      continue;
    }
    const other = isPart(block) ? null : instead(block);
    const caption = other || isPart(block) ? "" : captionOf(block);
    if (other) flat.push(...other);
    else if (caption) flat.push({ type: "paragraph", content: [{ type: "text", text: caption }] });
    const held = other ? [] : (block.content ?? []);
    for (let i = held.length - 1; i >= 0; i -= 1) waiting.push(held[i]!);
  }
  return flat;
}

/** Flattens what is nested too deeply; an advertisement keeps its mark, and is flat inside. */
export function flattenDeep(blocks: readonly Block[]): Block[] {
  return flatten<Block>(blocks, (block) =>
    block.type === "sponsor" ? [{ ...block, content: flatten(block.content) }] : null,
  );
}

function isPart(block: Block | Part): block is Part {
  return block.type in partKinds;
}

function holdsBlocks(block: Block | Part): block is HoldingBlocks | Part {
  return isPart(block) || blockKinds[block.type].holds === "blocks";
}

function captionOf<T extends BlockType>(block: BlockOf<T>): string {
  return blockKinds[block.type].caption?.(block) ?? "";
}

/** Returns the pictures of a body, those of galleries too, in order. */
export function picturesIn(body: Body): BodyImage[] {
  return flatten(body.content ?? []).flatMap((block) => (block.type === "image" ? [block.attrs] : []));
}

/** Returns what its buttons lack before they can be published, in order. */
export function buttonFaultsIn(body: Body): ButtonFault[] {
  return flatten(body.content ?? []).flatMap((block) => (block.type === "button" ? (buttonFault(block) ?? []) : []));
}

/**
 * Returns the text of a document, blocks separated by a line break; for counts, descriptions and search. Struck-out
 * words are left out: nothing there would show that they no longer hold.
 */
export function plainBody(body: Body): string {
  const { text, notes } = textAndNotes(body);
  // Behind all others, so that no sentence is interrupted.
  return [text, ...notes].join("\n");
}

/** Returns the text of a document as `plainBody` does, its footnotes apart. */
export function textAndNotes(body: Body): { text: string; notes: string[] } {
  const blocks = flatten(body.content ?? [], ({ type }) => (blockKinds[type].isApart ? [] : null));
  const texts = blocks.map((block) => {
    if (blockKinds[block.type].holds === "nothing") return captionOf(block) || " ";
    return livePlain(("content" in block && block.content) || []);
  });
  const notes = blocks.flatMap((block) => footnotesIn(block).map(({ content = [] }) => livePlain(content)));
  return { text: texts.join("\n"), notes };
}

function livePlain(inlines: Inline[]): string {
  return unmarkedText(withoutCode(inlines.filter((inline) => !hasMark(inline, "strike"))), " ");
}

/** Counts the words of a body, and its whole minutes at 230 words a minute, at least one. */
export function bodyLength(body: Body): { words: number; minutes: number } {
  const words = plainBody(body).split(/\s+/).filter(Boolean).length;
  return { words, minutes: Math.max(1, Math.round(words / 230)) };
}

/**
 * Writes a body as Markdown, which `bodyFromMarkdown` reads as the same body, but for paragraphs without text.
 * @param origin of the site, before the paths of images
 */
export function bodyInMarkdown(body: Body, origin: string): string {
  const numbered = numberFootnotes(body);
  const definitions = numbered.notes.map(({ number, content }) => `[^${number}]: ${inlinesInMarkdown(content)}`);
  return [blocksInMarkdown(numbered.body.content ?? [], origin, 0), ...definitions].join("\n\n");
}

function blocksInMarkdown(list: readonly Block[], origin: string, depth: number): string {
  const shown = depth > deepestNesting ? flattenDeep(list) : list;
  const texts: string[] = [];
  let before = null as { type: BlockType; isSecond: boolean } | null;
  for (const block of shown) {
    const isSecond: boolean = before?.type === block.type && !before.isSecond;
    const blocks = (inner: readonly Block[]) => blocksInMarkdown(inner, origin, depth + 1);
    const text = writeBlock(block, { blocks, inlines: inlinesInMarkdown, origin, isSecond });
    if (text === "") continue;
    texts.push(text);
    before = { type: block.type, isSecond };
  }
  return texts.join("\n\n");
}

function writeBlock<T extends BlockType>(block: BlockOf<T>, write: MarkdownWriter<Block>): string {
  return blockKinds[block.type].toMarkdown(block, write);
}
