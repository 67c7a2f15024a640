import type { Block, Body, Inline, ListItem } from "#app/models/bodies.server.ts";
import { deepestNesting, flatten, runsOf, wordsOf } from "./inlines.server.ts";
import { cleanText, oneLine, safeLink } from "./markup.server.ts";
import { lineWidth, prefix, underline, wrap } from "./wrap.server.ts";

/**
 * Writes a body as plain text (E-01): paragraphs wrapped, headings underlined, links as `text (url)`.
 * @returns the text without a line break at its end; empty for an empty body
 */
export function bodyText(body: Body): string {
  return blocksText(body.content ?? [], lineWidth, 0);
}

function blocksText(blocks: Block[], width: number, depth: number): string {
  const texts = blocks.map((block) => blockText(block, width, depth));
  return texts.filter((text) => text !== "").join("\n\n");
}

function blockText(block: Block, width: number, depth: number): string {
  switch (block.type) {
    case "paragraph":
      return wrap(inlinesText(block.content), width);
    case "heading":
      return underline(oneLine(wordsOf(block.content)), block.attrs.level === 2 ? "-" : "", width);
    case "blockquote":
      return nested(block.content, width, depth, "> ", "> ");
    case "bulletList":
      return itemsText(block.content, width, depth, () => "- ");
    case "orderedList":
      return itemsText(block.content, width, depth, (index) => `${(block.attrs?.start ?? 1) + index}. `);
    case "image":
      return block.attrs.alt ? wrap(`[Image: ${oneLine(block.attrs.alt)}]`, width) : "";
    case "horizontalRule":
      return "* * *";
  }
}

function itemsText(items: ListItem[], width: number, depth: number, mark: (index: number) => string): string {
  const texts = items.map((item, index) =>
    nested(item.content, width, depth, mark(index), " ".repeat(mark(index).length)),
  );
  return texts.filter((text) => text !== "").join("\n");
}

function nested(content: Block[], width: number, depth: number, first: string, rest: string): string {
  const text =
    depth >= deepestNesting
      ? blocksText(flatten(content), width, depth)
      : blocksText(content, Math.max(20, width - rest.length), depth + 1);
  return text && prefix(text, first, rest);
}

function inlinesText(inlines: Inline[] = []): string {
  return runsOf(inlines).map(runText).join("");
}

function runText({ href, inlines }: { href: string | null; inlines: Inline[] }): string {
  const words = cleanText(wordsOf(inlines));
  const link = href && safeLink(href);
  if (!link) return words;
  const target = link.replace(/^mailto:/i, "");
  return words.trim() === target || words.trim() === link ? words : `${words} (${target})`;
}
