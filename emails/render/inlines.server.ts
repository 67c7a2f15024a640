import { unmarkedText, type Inline, type MarkType } from "#app/models/marks.ts";
import { cleanText, markup, safeLink, type MarkupPiece } from "./markup.server.ts";
import { ink, mono } from "./styles.server.ts";
import { wrap } from "./wrap.server.ts";

/** Neighbouring texts with the same link, or without one. */
type InlineRun = { href: string | null; inlines: Inline[] };

/** Joins neighbours with the same link, so that a bold word inside a link does not split it. */
function runsOf(inlines: Inline[] = []): InlineRun[] {
  const runs: InlineRun[] = [];
  for (const inline of inlines) {
    const href = hrefOf(inline);
    const last = runs.at(-1);
    if (last && last.href === href) last.inlines.push(inline);
    else runs.push({ href, inlines: [inline] });
  }
  return runs;
}

function hrefOf(inline: Inline): string | null {
  for (const mark of inline.marks ?? []) if (mark.type === "link") return mark.attrs.href;
  return null;
}

/** Renders a block's text as mail HTML, with allowed links. */
export function inlinesMarkup(content: Inline[]): MarkupPiece[] {
  return runsOf(content).map((run) => {
    const href = run.href === null ? null : safeLink(run.href);
    const words = run.inlines.map(inlineMarkup);
    return href ? markup`<a href="${href}" style="color:${ink.accent}">${words}</a>` : words;
  });
}

function inlineMarkup(node: Inline): MarkupPiece {
  if (node.type === "hardBreak") return markup`<br>`;
  if (node.type === "footnote")
    return node.number ? markup`<sup style="font-size:75%;line-height:0">[${node.number}]</sup>` : null;
  return (node.marks ?? []).reduceRight((inner: MarkupPiece, { type }) => markMarkup[type](inner), node.text);
}

/**
 * Each mark in mail HTML. Outlook's Word engine draws `sup` and `sub` by their element, and no line grows for them
 * elsewhere.
 */
const markMarkup: Record<MarkType, (inner: MarkupPiece) => MarkupPiece> = {
  // The element of a link is around its whole run.
  link: (inner) => inner,
  bold: (inner) => markup`<strong>${inner}</strong>`,
  italic: (inner) => markup`<em>${inner}</em>`,
  strike: (inner) => markup`<s>${inner}</s>`,
  superscript: (inner) => markup`<sup style="font-size:75%;line-height:0">${inner}</sup>`,
  subscript: (inner) => markup`<sub style="font-size:75%;line-height:0">${inner}</sub>`,
  code: (inner) => markup`<code style="${mono};font-size:90%">${inner}</code>`,
};

/** Renders it as plain text: links as `text (url)`. */
export function inlinesText(inlines: Inline[] = []): string {
  return runsOf(inlines).map(runText).join("");
}

function runText({ href, inlines }: InlineRun): string {
  const words = cleanText(inlineText(inlines));
  const link = href && safeLink(href);
  if (!link) return words;
  const target = link.replace(/^(mailto|tel):/i, "");
  return words.trim() === target || words.trim() === link ? words : `${words} (${target})`;
}

/** Returns the text of a run, line breaks as line feeds, marks as signs where they have a meaning. */
export function inlineText(inlines: Inline[] = []): string {
  return unmarkedText(inlines, "\n");
}

/** A link on its own lines in plain text: its wrapped text, and its URL where it is allowed. */
export function linkText(words: string, url: string): string {
  return wrap(safeLink(url) ? `${words} (${url})` : words);
}
