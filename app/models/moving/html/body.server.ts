import { emptyBody, flatten, type Block, type Body } from "#app/models/body.ts";
import { parseBody } from "#app/models/body.server.ts";
import { isOwnImage, type BodyImage } from "#app/models/figures.ts";
import { wordBodyFault } from "#app/models/faultWords.server.ts";
import type { Surroundings } from "../surroundings.server.ts";
import type { MoveNoticeKind, ReadPost } from "../post.server.ts";
import type { HtmlNote, HtmlNoteKind } from "./notes.ts";
import { blocksFromHtml } from "./read.server.ts";
import type { HtmlSource } from "./reading.server.ts";
import { wordPressHtml } from "./wordPressText.server.ts";

/** Signs that programs write where a reader’s own words are to stand, or a link of the mail. */
const mergeTags =
  /\*\|[^|]{1,80}\|\*|\{\{[^{}]{1,300}\}\}|\{%[^%]{1,300}%\}|%%\w{1,40}%%|%recipient[.\w]{0,60}%|\{\w{1,40}, "[^"{}]{0,80}"\}/g;

/** Makes a body of a post's HTML. */
export function htmlBody(post: ReadPost, around: Surroundings): Promise<Body> {
  return bodyOfPage(post, post.body.text, { isMail: false, mergeTags: /%%\w{1,40}%%/g }, around);
}

/** Makes a body of a mail's HTML: its tables arrange things, and what its program filled in is left out. */
export function mailBody(post: ReadPost, around: Surroundings): Promise<Body> {
  return bodyOfPage(post, post.body.text, { isMail: true, mergeTags }, around);
}

/** Makes a body of what WordPress keeps: paragraphs without elements, and its own signs in brackets. */
export function wordPressBody(post: ReadPost, around: Surroundings): Promise<Body> {
  const { html, leftOut } = wordPressHtml(post.body.text);
  for (const detail of leftOut) around.note({ what: "shortcode", line: null, detail });
  return bodyOfPage(post, html, { isMail: false }, around);
}

/**
 * Makes a body of a page, with its pictures.
 * @param how `base`: null where relative addresses are to be looked up by the post; left out, they are those of its permalink
 */
export async function bodyOfPage(
  { body: { base }, permalink }: ReadPost,
  html: string,
  how: Omit<HtmlSource, "base"> & { base?: null },
  around: Surroundings,
): Promise<Body> {
  const address = how.base === null ? null : (base ?? (/^https?:\/\//.test(permalink) ? permalink : null));
  const link = around.link;
  const { blocks, notes } = blocksFromHtml(html, { ...how, base: address, link });
  for (const note of notes) tell(note, around);
  const brought = await withPictures(blocks, around, how.base === null ? null : (base ?? null));
  if (brought.length === 0) return emptyBody;
  const parsed = parseBody(JSON.stringify({ type: "doc", content: brought }));
  if ("body" in parsed) return parsed.body;
  around.note({ what: "body-unread", line: null, detail: wordBodyFault(parsed) });
  return emptyBody;
}

/** The notices of each kind of note; null where nothing is lost that anybody would miss. */
const noticeOf: Record<HtmlNoteKind, MoveNoticeKind | null> = {
  hidden: "hidden",
  tracker: null,
  form: "form",
  frame: "frame",
  widget: "widget",
  paywall: "paywall",
  "merge-tag": "merge-tag",
  comment: "comment",
  embedded: "embedded",
  card: "card",
  picture: "picture-missing",
  link: "link",
  "wrapped-link": null,
  heading: null,
  formula: "formula",
  "joined-cells": "joined-cells",
  "cell-blocks": "cell-blocks",
  cut: "cut",
};

function tell({ kind, words, line }: HtmlNote, { note }: Surroundings) {
  const what = noticeOf[kind];
  if (what) note({ what, line: line ?? null, detail: words });
}

/** Brings each picture in, one after the other, and leaves out those that cannot be. */
async function withPictures(blocks: Block[], around: Surroundings, base: string | null): Promise<Block[]> {
  const known = new Map<string, BodyImage | null>();
  for (const block of flatten(blocks)) {
    if (block.type !== "image" || known.has(block.attrs.src) || isOwnImage(block.attrs.src)) continue;
    const { src } = block.attrs;
    const address = base === null ? src : (URL.parse(src, base)?.href ?? src);
    const image = await around.picture(address, null);
    known.set(src, image && { src: image.path, alt: "", width: image.width, height: image.height });
  }
  return blocks.flatMap((block) => placed(block, known));
}

/** The tree is not deep: `foreignPage` sees to that. */
function placed(block: Block, known: Map<string, BodyImage | null>): Block[] {
  if (block.type === "image") {
    if (isOwnImage(block.attrs.src)) return [block];
    const image = known.get(block.attrs.src);
    return image
      ? [{ ...block, attrs: { ...block.attrs, src: image.src, width: image.width, height: image.height } }]
      : [];
  }
  if (block.type === "gallery") {
    const content = (block.content ?? []).flatMap((image) => placed(image, known)) as typeof block.content;
    return content?.length ? [{ ...block, content }] : [];
  }
  if (block.type === "bulletList" || block.type === "orderedList") {
    const content = block.content.map((item) => ({ ...item, content: inner(item.content, known) }));
    return [{ ...block, content }];
  }
  if (block.type === "blockquote" || block.type === "callout") {
    const content = block.content.flatMap((one) => placed(one, known));
    return content.length > 0 ? [{ ...block, content }] : [];
  }
  return [block];
}

function inner(blocks: Block[], known: Map<string, BodyImage | null>): Block[] {
  const kept = blocks.flatMap((one) => placed(one, known));
  return kept[0]?.type === "paragraph" ? kept : [{ type: "paragraph" }, ...kept];
}
