import type { Block, Body, BodyImage, Inline, ListItem } from "#app/models/bodies.server.ts";
import type { Language } from "./language.server.ts";
import { codeOf, deepestNesting, flatten, runsOf, wordsOf } from "./inlines.server.ts";
import { markup, Markup, safeLink, type Piece } from "./markup.server.ts";
import { columnWidth, ink } from "./styles.server.ts";

/** Where a body stands: the site's origin for images, the language's sides, and the level its first headings get. */
export type Place = { origin: string; language: Language; headingLevel: 2 | 3 };
type Page = Place & { depth: number; hasUpperHeading: boolean };

/**
 * Writes a body as mail HTML, styles inline.
 * @returns markup made from the tree: texts escaped, links http, https or mailto only (M-01, E-21)
 */
export function bodyMarkup(body: Body, place: Place): Markup {
  const page = { ...place, depth: 0, hasUpperHeading: false };
  return markup`${blocks(body.content ?? [], page)}`;
}

function blocks(list: Block[], page: Page): Piece[] {
  return list.map((block) => blockMarkup(block, page));
}

function blockMarkup(block: Block, page: Page): Piece {
  switch (block.type) {
    case "paragraph":
      return block.content?.length ? markup`<p style="margin:0 0 16px">${inlines(block.content)}</p>\n` : null;
    case "heading":
      return wordsOf(block.content).trim() ? heading(block.attrs.level, block.content ?? [], page) : null;
    case "blockquote":
      return nested(block.content, page, (inner) => {
        return markup`<blockquote class="rule" style="margin:0 0 16px;padding-${page.language.start}:16px;border-${page.language.start}:3px solid #d9d1c2">${inner}</blockquote>\n`;
      });
    case "bulletList":
      return list("ul", block.content, page);
    case "orderedList":
      return list("ol", block.content, page, block.attrs?.start);
    case "codeBlock":
      return code(codeOf(block));
    case "image":
      return image(block.attrs, page);
    case "horizontalRule":
      return markup`<p class="rule" style="margin:24px 0;border-top:1px solid #d9d1c2;font-size:1px;line-height:1px">&nbsp;</p>\n`;
  }
}

/** Code reads from the left in every language, and a line that is too long goes on below. */
function code(lines: string): Piece {
  if (lines === "") return null;
  return markup`<pre dir="ltr" class="rule" style="margin:0 0 16px;padding:12px 14px;border:1px solid ${ink.hairline};text-align:left;font-family:Consolas,Menlo,Monaco,'Courier New',monospace;font-size:14px;line-height:1.5;white-space:pre-wrap;word-wrap:break-word"><code style="font-family:inherit">${lines}</code></pre>\n`;
}

/** The page's own headings come first; the levels in a body go on below them without a gap (E-14). */
function heading(level: 2 | 3, content: Inline[], page: Page): Markup {
  if (level === 2) page.hasUpperHeading = true;
  const rank = page.headingLevel + (level === 3 && page.hasUpperHeading ? 1 : 0);
  const size = level === 2 ? 21 : 18;
  const tag = new Markup(`h${rank}`);
  return markup`<${tag} style="margin:28px 0 10px;font-size:${size}px;line-height:1.3;font-weight:700">${inlines(content)}</${tag}>\n`;
}

function nested(content: Block[], page: Page, wrap: (inner: Piece[]) => Markup): Piece {
  if (page.depth >= deepestNesting) return flatten(content).map((block) => blockMarkup(block, page));
  page.depth += 1;
  const inner = blocks(content, page);
  page.depth -= 1;
  return wrap(inner);
}

function list(tag: "ul" | "ol", items: ListItem[], page: Page, start = 1): Piece {
  const name = new Markup(tag);
  const first = tag === "ol" && start !== 1 ? markup` start="${start}"` : null;
  const inner = items.map((item) =>
    nested(item.content, page, (inside) => markup`<li style="margin:0 0 6px">${tight(inside)}</li>\n`),
  );
  return markup`<${name}${first} style="margin:0 0 16px;padding:0;padding-${page.language.start}:24px">${inner}</${name}>\n`;
}

/** A list item's only paragraph needs no margin of its own. */
function tight(inside: Piece[]): Piece {
  const [only] = inside;
  if (inside.length !== 1 || !(only instanceof Markup)) return inside;
  return new Markup(only.source.replace('<p style="margin:0 0 16px">', '<p style="margin:0">').trimEnd());
}

function image({ src, alt, width, height }: BodyImage, page: Page): Piece {
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

function inlines(content: Inline[]): Piece[] {
  return runsOf(content).map((run) => {
    const href = run.href === null ? null : safeLink(run.href);
    const words = run.inlines.map(inline);
    return href ? markup`<a href="${href}" style="color:${ink.accent}">${words}</a>` : words;
  });
}

function inline(node: Inline): Piece {
  if (node.type === "hardBreak") return markup`<br>`;
  const has = (type: string) => node.marks?.some((mark) => mark.type === type);
  const emphasised = has("italic") ? markup`<em>${node.text}</em>` : node.text;
  return has("bold") ? markup`<strong>${emphasised}</strong>` : emphasised;
}
