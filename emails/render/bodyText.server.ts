import type { Messages } from "#app/i18n/messages.ts";
import type { Block, Body, Inline, ListItem } from "#app/models/body.server.ts";
import { codeText, deepestNesting, flatten, inlineText, runsOf } from "./inlines.server.ts";
import { cleanText, safeLink, singleLine } from "./markup.server.ts";
import { lineWidth, prefix, underline, wrap } from "./wrap.server.ts";

/**
 * Writes a body as plain text (E-01): paragraphs wrapped, headings underlined, links as `text (url)`.
 * @param words of the edition's language
 * @returns the text without a line break at its end; empty for an empty body
 */
export function bodyAsText(body: Body, words: Messages): string {
  return blocksText(body.content ?? [], { words, width: lineWidth, depth: 0 });
}

type Place = { words: Messages; width: number; depth: number };

function blocksText(blocks: Block[], place: Place): string {
  const texts = blocks.map((block) => blockText(block, place));
  return texts.filter((text) => text !== "").join("\n\n");
}

function blockText(block: Block, place: Place): string {
  const { words, width } = place;
  switch (block.type) {
    case "paragraph":
      return wrap(inlinesText(block.content), width);
    case "heading":
      return underline(singleLine(inlineText(block.content)), block.attrs.level === 2 ? "-" : "", width);
    case "blockquote":
      return nested(block.content, place, "> ", "> ");
    case "bulletList":
      return itemsText(block.content, place, () => "- ");
    case "orderedList":
      return itemsText(block.content, place, (index) => `${(block.attrs?.start ?? 1) + index}. `);
    case "codeBlock":
      return prefix(codeText(block), codeIndent, codeIndent);
    case "image":
      return block.attrs.alt ? wrap(`[${words("mail.image", { alt: singleLine(block.attrs.alt) })}]`, width) : "";
    case "horizontalRule":
      return "* * *";
  }
}

/** Four spaces, as plain text has shown code since there was mail; its lines are never wrapped. */
const codeIndent = "    ";

function itemsText(items: ListItem[], place: Place, mark: (index: number) => string): string {
  const texts = items.map((item, index) => nested(item.content, place, mark(index), " ".repeat(mark(index).length)));
  return texts.filter((text) => text !== "").join("\n");
}

function nested(content: Block[], place: Place, first: string, rest: string): string {
  const { words, width, depth } = place;
  const text =
    depth >= deepestNesting
      ? blocksText(flatten(content), place)
      : blocksText(content, { words, width: Math.max(20, width - rest.length), depth: depth + 1 });
  return text && prefix(text, first, rest);
}

function inlinesText(inlines: Inline[] = []): string {
  return runsOf(inlines).map(runText).join("");
}

function runText({ href, inlines }: { href: string | null; inlines: Inline[] }): string {
  const words = cleanText(inlineText(inlines));
  const link = href && safeLink(href);
  if (!link) return words;
  const target = link.replace(/^mailto:/i, "");
  return words.trim() === target || words.trim() === link ? words : `${words} (${target})`;
}

/** A link of its own in plain text: its words, wrapped, and its address where a mail may carry it. */
export function linkText(words: string, url: string): string {
  return wrap(safeLink(url) ? `${words} (${url})` : words);
}
