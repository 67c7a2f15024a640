import type { Messages } from "#app/i18n/messages.ts";
import type { Block, BlockOf, BlockType, Body, ListItem } from "#app/models/body.ts";
import { numberFootnotes } from "#app/models/footnotes.ts";
import { headingRank } from "#app/models/headings.ts";
import { shownTable } from "#app/models/tables.ts";
import { isTask } from "#app/models/tasks.ts";
import { boxBlocks } from "./boxes.server.ts";
import { chartBlock } from "./chart.server.ts";
import { turnedBlock } from "./direction.server.ts";
import { footnotesMarkup, footnotesText } from "./footnotes.server.ts";
import { figureBlock, galleryBlock } from "./figure.server.ts";
import { linkCardBlock } from "./linkCard.server.ts";
import { inlinesMarkup, inlinesText, inlineText } from "./inlines.server.ts";
import { cleanText, markup, Markup, singleLine, type MarkupPiece } from "./markup.server.ts";
import {
  inside,
  nested,
  nestedText,
  type BodyPlace,
  type MailBlock,
  type Page,
  type TextPlace,
} from "./nesting.server.ts";
import { columnWidth, ink, mono } from "./styles.server.ts";
import { tableMarkup } from "./table.server.ts";
import { tableText } from "./tableText.server.ts";
import { lineWidth, prefix, underline, wrap } from "./wrap.server.ts";

/** The line below a heading in plain text, fainter with each level. */
const headingLines = { 2: "-", 3: "~", 4: "." };

const mailBlocks: { [T in BlockType]: MailBlock<T> } = {
  paragraph: {
    html: (block, page) => (block.content?.length ? paragraph(block, page) : null),
    text: ({ content }, { width }) => wrap(inlinesText(content), width),
  },
  heading: {
    html: (block, page) => (inlineText(block.content).trim() ? heading(block, page) : null),
    text: ({ attrs, content }, { width }) =>
      underline(singleLine(inlineText(content)), headingLines[attrs.level], width),
  },
  blockquote: {
    html: quote,
    text: ({ content }, place) => nestedText(content, place, "> ", "> "),
  },
  bulletList: {
    html: (block, page) => list("ul", block, page),
    text: ({ content }, place) => itemsText(content, place, () => "- "),
  },
  orderedList: {
    html: (block, page) => list("ol", block, page, block.attrs?.start),
    text: ({ attrs, content }, place) => itemsText(content, place, (index) => `${(attrs?.start ?? 1) + index}. `),
  },
  codeBlock: {
    html: (block) => code(codeText(block)),
    // Four spaces, the convention for code in plain text; its lines are never wrapped.
    text: (block) => prefix(codeText(block), "    ", "    "),
  },
  image: figureBlock,
  horizontalRule: {
    html: () =>
      markup`<p class="rule" style="margin:24px 0;border-top:1px solid #d9d1c2;font-size:1px;line-height:1px">&nbsp;</p>\n`,
    feedHtml: () => markup`<hr>\n`,
    text: () => "* * *",
  },
  table: {
    html: (block, page) => inside(block, page, (turn) => tableMarkup(shownTable(block), turn)),
    text: (block, { width }) => tableText(shownTable(block), width),
  },
  ...boxBlocks,
  gallery: galleryBlock,
  linkCard: linkCardBlock,
  chart: chartBlock,
};

/**
 * Renders a body as mail HTML, styles inline.
 * @returns markup made from the tree: texts escaped, links http, https or mailto only (M-01, E-21)
 */
export function bodyMarkup(body: Body, place: BodyPlace): Markup {
  const page = { ...place, write: blocksMarkup, depth: 0, open: [], around: place.language, width: columnWidth };
  const numbered = numberFootnotes(body);
  return markup`${blocksMarkup(numbered.body.content ?? [], page)}${footnotesMarkup(numbered.notes, place)}`;
}

function blocksMarkup(blocks: Block[], page: Page): MarkupPiece[] {
  return blocks.map((block) => blockMarkup(block, page));
}

function blockMarkup<T extends BlockType>(block: BlockOf<T>, page: Page): MarkupPiece {
  const { html, feedHtml = html } = mailBlocks[block.type];
  return (page.isFeed ? feedHtml : html)(block, page);
}

/**
 * Renders a body as plain text (E-01): paragraphs wrapped, headings underlined, links as `text (url)`.
 * @param words of the edition's language
 * @returns the text without a final line break; empty for an empty body
 */
export function bodyAsText(body: Body, words: Messages): string {
  const numbered = numberFootnotes(body);
  const text = blocksText(numbered.body.content ?? [], { write: blocksText, words, width: lineWidth, depth: 0 });
  return [text, footnotesText(numbered.notes, words)].filter((part) => part !== "").join("\n\n");
}

function blocksText(blocks: Block[], place: TextPlace): string {
  const texts = blocks.map((block) => blockText(block, place));
  return texts.filter((text) => text !== "").join("\n\n");
}

function blockText<T extends BlockType>(block: BlockOf<T>, place: TextPlace): string {
  return mailBlocks[block.type].text(block, place);
}

/** In a list or a quote it begins beside the bullet or the line, whatever its direction. */
function paragraph(block: BlockOf<"paragraph">, page: Page): Markup {
  const { dir, ...turn } = turnedBlock(block, page.language);
  const style = page.depth === 0 ? turn.style : null;
  return markup`<p${dir} style="margin:0 0 16px${style && markup`;${style}`}">${inlinesMarkup(block.content ?? [])}</p>\n`;
}

/** Returns the lines of a block of code as typed, without control characters. */
function codeText({ content = [] }: BlockOf<"codeBlock">): string {
  return cleanText(inlineText(content)).replace(/\s+$/, "");
}

/** Code is left-to-right in every language, and long lines wrap. */
function code(lines: string): MarkupPiece {
  if (lines === "") return null;
  return markup`<pre dir="ltr" class="rule" style="margin:0 0 16px;padding:12px 14px;border:1px solid ${ink.hairline};text-align:left;${mono};font-size:14px;line-height:1.5;white-space:pre-wrap;word-wrap:break-word"><code style="font-family:inherit">${lines}</code></pre>\n`;
}

/** The page's own headings come first; a body's levels follow them without a gap (E-14). */
function heading(block: BlockOf<"heading">, page: Page): Markup {
  const { level } = block.attrs;
  const { dir, style } = turnedBlock(block, page.language);
  // Outlook knows the sizes and letters of five.
  const rank = Math.min(5, page.headingLevel - 1 + headingRank(page.open, level));
  const size = { 2: 21, 3: 18, 4: 17 }[level];
  const tag = new Markup(`h${rank}`);
  return markup`<${tag}${dir} style="margin:28px 0 10px;${style}font-size:${size}px;line-height:1.3;font-weight:700">${inlinesMarkup(block.content ?? [])}</${tag}>\n`;
}

function quote(block: BlockOf<"blockquote">, page: Page): MarkupPiece {
  return inside(block, page, ({ dir, style, language: { start } }) =>
    nested(
      block.content,
      page,
      (inner) =>
        markup`<blockquote class="rule"${dir} style="margin:0 0 16px;${style}padding-${start}:16px;border-${start}:3px solid #d9d1c2">${inner}</blockquote>\n`,
      19,
    ),
  );
}

function list(tag: "ul" | "ol", block: BlockOf<"bulletList" | "orderedList">, page: Page, start = 1): MarkupPiece {
  const name = new Markup(tag);
  const first = tag === "ol" && start !== 1 ? markup` start="${start}"` : null;
  return inside(block, page, ({ dir, style, language }) => {
    const inner = block.content.map((item) =>
      nested(
        item.content,
        page,
        (held) => markup`<li style="margin:0 0 6px${isTask(item) ? ";list-style:none" : null}">${tight(held)}</li>\n`,
        24,
      ),
    );
    return markup`<${name}${first}${dir} style="margin:0 0 16px;${style}padding:0;padding-${language.start}:24px">${inner}</${name}>\n`;
  });
}

/** A list item's only paragraph needs no margin of its own. */
function tight(held: MarkupPiece[]): MarkupPiece {
  const [only] = held;
  if (held.length !== 1 || !(only instanceof Markup)) return held;
  return new Markup(only.source.replace(/^(<p[^>]* style="margin:0) 0 16px/, "$1").trimEnd());
}

function itemsText(items: ListItem[], place: TextPlace, mark: (index: number) => string): string {
  const texts = items.map((item, index) => {
    const sign = isTask(item) ? "" : mark(index);
    return nestedText(item.content, place, sign, " ".repeat(sign.length || 2));
  });
  return texts.filter((text) => text !== "").join("\n");
}
