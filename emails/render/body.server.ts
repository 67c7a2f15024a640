import type { Block, Body, BodyImage, Inline, ListItem } from "#app/models/body.server.ts";
import { turnedBlock, type TurnedText } from "./direction.server.ts";
import { codeText, deepestNesting, flatten, inlineText, runsOf } from "./inlines.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, safeLink, type MarkupPiece } from "./markup.server.ts";
import { columnWidth, ink } from "./styles.server.ts";

/** Where a body stands: the site's origin for images, the language's sides, and the level its first headings get. */
type BodyPlace = { origin: string; language: MailLanguage; headingLevel: 2 | 3 };
type Page = BodyPlace & { depth: number; hasUpperHeading: boolean };

/**
 * Writes a body as mail HTML, styles inline.
 * @returns markup made from the tree: texts escaped, links http, https or mailto only (M-01, E-21)
 */
export function bodyMarkup(body: Body, place: BodyPlace): Markup {
  const page = { ...place, depth: 0, hasUpperHeading: false };
  return markup`${blocks(body.content ?? [], page)}`;
}

function blocks(list: Block[], page: Page): MarkupPiece[] {
  return list.map((block) => blockMarkup(block, page));
}

function blockMarkup(block: Block, page: Page): MarkupPiece {
  switch (block.type) {
    case "paragraph":
      return block.content?.length ? paragraph(block, block.content, page) : null;
    case "heading":
      return inlineText(block.content).trim() ? heading(block, page) : null;
    case "blockquote":
      return quote(block, block.content, page);
    case "bulletList":
      return list("ul", block, page);
    case "orderedList":
      return list("ol", block, page, block.attrs?.start);
    case "codeBlock":
      return code(codeText(block));
    case "image":
      return image(block.attrs, page);
    case "horizontalRule":
      return markup`<p class="rule" style="margin:24px 0;border-top:1px solid #d9d1c2;font-size:1px;line-height:1px">&nbsp;</p>\n`;
  }
}

/** In a list or a quote it begins where the bullet or the line is, whichever way it runs. */
function paragraph(block: Block, content: Inline[], page: Page): Markup {
  const { dir, ...turn } = turnedBlock(block, page.language);
  const style = page.depth === 0 ? turn.style : null;
  return markup`<p${dir} style="margin:0 0 16px${style && markup`;${style}`}">${inlines(content)}</p>\n`;
}

/** Code reads from the left in every language, and a line that is too long goes on below. */
function code(lines: string): MarkupPiece {
  if (lines === "") return null;
  return markup`<pre dir="ltr" class="rule" style="margin:0 0 16px;padding:12px 14px;border:1px solid ${ink.hairline};text-align:left;font-family:Consolas,Menlo,Monaco,'Courier New',monospace;font-size:14px;line-height:1.5;white-space:pre-wrap;word-wrap:break-word"><code style="font-family:inherit">${lines}</code></pre>\n`;
}

/** The page's own headings come first; the levels in a body go on below them without a gap (E-14). */
function heading(block: Block & { type: "heading" }, page: Page): Markup {
  const { level } = block.attrs;
  const { dir, style } = turnedBlock(block, page.language);
  if (level === 2) page.hasUpperHeading = true;
  const rank = page.headingLevel + (level === 3 && page.hasUpperHeading ? 1 : 0);
  const size = level === 2 ? 21 : 18;
  const tag = new Markup(`h${rank}`);
  return markup`<${tag}${dir} style="margin:28px 0 10px;${style}font-size:${size}px;line-height:1.3;font-weight:700">${inlines(block.content ?? [])}</${tag}>\n`;
}

function nested(content: Block[], page: Page, wrap: (inner: MarkupPiece[]) => Markup): MarkupPiece {
  if (page.depth >= deepestNesting) return flatten(content).map((block) => blockMarkup(block, page));
  page.depth += 1;
  const inner = blocks(content, page);
  page.depth -= 1;
  return wrap(inner);
}

/** What a block holds is written in the block's own direction. */
function inside<T>(block: Block, page: Page, write: (turn: TurnedText & { language: MailLanguage }) => T): T {
  const { language } = page;
  const turn = turnedBlock(block, language);
  page.language = turn.language;
  const written = write(turn);
  page.language = language;
  return written;
}

function quote(block: Block, content: Block[], page: Page): MarkupPiece {
  return inside(block, page, ({ dir, style, language: { start } }) =>
    nested(
      content,
      page,
      (inner) =>
        markup`<blockquote class="rule"${dir} style="margin:0 0 16px;${style}padding-${start}:16px;border-${start}:3px solid #d9d1c2">${inner}</blockquote>\n`,
    ),
  );
}

function list(tag: "ul" | "ol", block: Block & { content: ListItem[] }, page: Page, start = 1): MarkupPiece {
  const name = new Markup(tag);
  const first = tag === "ol" && start !== 1 ? markup` start="${start}"` : null;
  return inside(block, page, ({ dir, style, language }) => {
    const inner = block.content.map((item) =>
      nested(item.content, page, (held) => markup`<li style="margin:0 0 6px">${tight(held)}</li>\n`),
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

function image({ src, alt, width, height }: BodyImage, page: Page): MarkupPiece {
  const url = safeLink(src.startsWith("/") ? page.origin + src : src);
  return url && imageMarkup({ url, alt, width, height });
}

/**
 * An image no wider than the column, with its alternative text and its width (E-13). Outlook's Word engine knows no
 * `height:auto`: it takes the height that is written, so that is the one for this width.
 */
export function imageMarkup(image: { url: string; alt: string; width: number; height: number }): Markup {
  const width = Math.max(1, Math.min(columnWidth, Math.round(image.width) || columnWidth));
  const height = Math.max(1, Math.round((image.height * width) / image.width) || 1);
  return markup`<img src="${image.url}" alt="${image.alt}" width="${width}" height="${height}" style="display:block;width:100%;max-width:${width}px;height:auto;border:0;margin:0 0 16px">\n`;
}

function inlines(content: Inline[]): MarkupPiece[] {
  return runsOf(content).map((run) => {
    const href = run.href === null ? null : safeLink(run.href);
    const words = run.inlines.map(inline);
    return href ? markup`<a href="${href}" style="color:${ink.accent}">${words}</a>` : words;
  });
}

function inline(node: Inline): MarkupPiece {
  if (node.type === "hardBreak") return markup`<br>`;
  const has = (type: string) => node.marks?.some((mark) => mark.type === type);
  const emphasised = has("italic") ? markup`<em>${node.text}</em>` : node.text;
  return has("bold") ? markup`<strong>${emphasised}</strong>` : emphasised;
}
