import type { Block } from "#app/models/body.ts";
import { headingLevel } from "#app/models/headings.ts";
import { hidesText, isBoldStyle, declaredIn, machineryNames, scriptIn, strikesText } from "#app/models/htmlRules.ts";
import type { Inline, Mark } from "#app/models/marks.ts";
import { addCode } from "./code.server.ts";
import { anchorsIn, leadsTo } from "./anchors.server.ts";
import { specialBlocks } from "./cards.server.ts";
import { embedded, figure, frameNames, isPictureFile, pictureOf } from "./figures.server.ts";
import { footnotesOf, noteWords } from "./footnotes.server.ts";
import { HtmlNotes, type HtmlNote } from "./notes.ts";
import { BlockPage, withMark } from "./page.ts";
import type { HtmlSource, Reading } from "./reading.server.ts";
import { tableBlocks } from "./tables.server.ts";
import { hasClass, foreignPage, wordsBelow, type ForeignElement } from "./tree.server.ts";

/** In characters: a longer page is cut, and says so. */
const longestHtml = 3_000_000;

/** Where reading stands: the marks of the words to come, and the link that they are in. */
type Where = { marks: readonly Mark[]; page: BlockPage };

/**
 * Reads HTML from elsewhere as a body. Pictures keep their address there as `src`, without a width or height:
 * they must be brought in before the schema takes them.
 * @returns the blocks, and everything that was changed or left out
 */
export function blocksFromHtml(html: string, source: HtmlSource): { blocks: Block[]; notes: HtmlNote[] } {
  const notes = new HtmlNotes();
  if (html.length > longestHtml) notes.add("cut", `${longestHtml} characters`);
  const { root, comments } = foreignPage(html.slice(0, longestHtml));
  for (const comment of comments) noteComment(comment, notes);
  const anchors = source.link ? anchorsIn(root) : new Map<string, string>();
  const reading: Reading = {
    ...{ ...source, notes, anchors, places: footnotesOf(root) },
    blocksInside: (from, marks) => blocksInside(from, reading, marks),
  };
  const page = new BlockPage();
  readInside(root, { marks: [], page }, reading);
  page.endLine();
  return { blocks: withoutLooseLines(page.blocks), notes: notes.all };
}

/** Only what somebody wrote for others to see is worth a word; programs write the other ones. */
function noteComment(comment: string, notes: HtmlNotes) {
  if (/^members-only$/.test(comment)) notes.add("paywall", "members only from here");
  else if (/^(more\b|nextpage$|noteaser$|\/?wp:|kg-card|\[if|<!\[endif|\[endif|buttondown-|[\s/]*$)/.test(comment))
    return;
  else notes.add("comment", comment);
}

/** A dividing line at an end, or behind another, divides nothing. */
function withoutLooseLines(blocks: Block[]): Block[] {
  const kept = blocks.filter(
    ({ type }, i) => type !== "horizontalRule" || (i > 0 && blocks[i - 1]!.type !== "horizontalRule"),
  );
  while (kept.at(-1)?.type === "horizontalRule") kept.pop();
  return kept;
}

/** Reads all that stands in an element. */
function readInside(from: ForeignElement, where: Where, reading: Reading): void {
  for (const node of from.children) {
    if (typeof node === "string") addWords(node, where, reading);
    else readElement(node, where, reading);
  }
}

/** Reads the inside of an element as blocks of their own. */
function blocksInside(from: ForeignElement, reading: Reading, marks: readonly Mark[] = []): Block[] {
  const page = new BlockPage();
  readInside(from, { marks, page }, reading);
  page.endLine();
  return page.blocks;
}

function addWords(text: string, { marks, page }: Where, { mergeTags, notes }: Reading) {
  if (!mergeTags) return page.addText(text, marks);
  const kept = text.replace(mergeTags, (tag) => {
    notes.add("merge-tag", tag);
    return "";
  });
  page.addText(kept, marks);
}

const machinery = new Set([...machineryNames, "svg", "input", "canvas", "dialog"]);
const formNames = new Set(["form", "select", "textarea", "button", "input"]);

function readElement(one: ForeignElement, where: Where, reading: Reading): void {
  const { name, attributes } = one;
  if (reading.places.taken.has(one)) return;
  noteLine(attributes, reading);
  if (name === "input" && attributes.type?.toLowerCase() === "checkbox")
    return where.page.addText("checked" in attributes ? "☑ " : "☐ ", where.marks);
  if (name === "form") return reading.notes.add("form", wordsBelow(one));
  if (machinery.has(name)) {
    if (formNames.has(name) && wordsBelow(one) !== "") reading.notes.add("form", wordsBelow(one));
    return;
  }
  const special = specialBlocks(one, reading);
  if (special) return where.page.add(...special);
  if (name !== "img" && ("hidden" in attributes || hidesText(attributes.style))) return leaveHidden(one, reading);
  const block = blockReaders[name];
  if (block) block(one, where, reading);
  else readInline(one, where, reading);
}

function noteLine(attributes: ForeignElement["attributes"], { lineAttribute, notes }: Reading) {
  const written = lineAttribute && attributes[lineAttribute.name];
  if (written) notes.line = Number(written) + lineAttribute.first - 1;
}

function leaveHidden(one: ForeignElement, { notes }: Reading) {
  if (wordsBelow(one) !== "") notes.add("hidden", wordsBelow(one));
}

type BlockReader = (one: ForeignElement, where: Where, reading: Reading) => void;

const line: BlockReader = (one, where, reading) => {
  where.page.endLine();
  readInside(one, where, reading);
  where.page.endLine();
};

const heading: BlockReader = (one, { page, marks }, reading) => {
  const level = Number(one.name.slice(1));
  const inside = new BlockPage();
  // Headings are bold by themselves.
  readInside(one, { page: inside, marks: marks.filter(({ type }) => type !== "bold") }, reading);
  const content = inside.takeLine().map(withoutBold);
  const isKept = level >= 2 && level <= 4;
  if (content.length > 0 && !isKept) reading.notes.add("heading", wordsBelow(one));
  if (content.length > 0) page.add({ type: "heading", attrs: { level: headingLevel(level) }, content });
  page.add(...inside.blocks);
};

function withoutBold(inline: Inline): Inline {
  const marks = inline.marks?.filter(({ type }) => type !== "bold");
  return marks ? { ...inline, marks } : inline;
}

const list: BlockReader = (one, { page, marks }, reading) => {
  const items: Block[][] = [];
  for (const child of one.children) {
    if (typeof child !== "string" && reading.places.taken.has(child)) continue;
    const isItem = typeof child !== "string" && child.name === "li";
    const blocks = isItem ? blocksInside(child, reading, marks) : blocksOf(child, reading, marks);
    // Programs write a nested list beside its item.
    const isNested = typeof child !== "string" && (child.name === "ul" || child.name === "ol");
    if (isNested && items.length > 0) items.at(-1)!.push(...blocks);
    else if (blocks.length > 0) items.push(blocks);
  }
  if (items.length === 0) return;
  const content = items.map((blocks) => ({
    type: "listItem" as const,
    content: blocks[0]!.type === "paragraph" ? blocks : [{ type: "paragraph" as const }, ...blocks],
  }));
  const start = Number(one.attributes.start ?? 1);
  if (one.name !== "ol") page.add({ type: "bulletList", content });
  else page.add({ type: "orderedList", attrs: { start: Number.isSafeInteger(start) ? start : 1 }, content });
};

/** Reads words or an element that stand alone, as in a list that lies too deep for items. */
function blocksOf(one: ForeignElement | string, reading: Reading, marks: readonly Mark[]): Block[] {
  const page = new BlockPage();
  if (typeof one === "string") addWords(one, { page, marks }, reading);
  else readElement(one, { page, marks }, reading);
  page.endLine();
  return page.blocks;
}

const quote: BlockReader = (one, { page }, reading) => {
  const content = blocksInside(one, reading);
  if (content.length === 0) return;
  const isPulled = /(^|\s)(graf--pullquote|pullquote)/.test(one.attributes.class ?? "");
  const paragraphs = content.filter((block) => block.type === "paragraph");
  if (isPulled && paragraphs.length === content.length)
    page.add({ type: "pullQuote", attrs: { by: "" }, content: paragraphs });
  else page.add({ type: "blockquote", content });
};

const code: BlockReader = (one, { page, marks }) => addCode(one, page, marks);

const boldLine: BlockReader = (one, { page, marks }, reading) => {
  page.endLine();
  readInside(one, { page, marks: withMark(marks, { type: "bold" }) }, reading);
  page.endLine();
};

const divider: BlockReader = (_, { page }) => page.add({ type: "horizontalRule" });

const lineNames = (
  "p div section article main header footer nav aside address center details fieldset legend dl dd hgroup body html " +
  "figcaption li tr td th tbody thead tfoot caption #root"
).split(" ");

/** The elements that begin and end a block; any other one is a part of the line. */
const blockReaders: Record<string, BlockReader> = {
  ...Object.fromEntries(lineNames.map((name) => [name, line])),
  ...Object.fromEntries(["h1", "h2", "h3", "h4", "h5", "h6"].map((name) => [name, heading])),
  ...Object.fromEntries(["ul", "ol", "menu", "dir"].map((name) => [name, list])),
  ...Object.fromEntries(
    frameNames.map((name): [string, BlockReader] => [
      name,
      (one, { page }, reading) => page.add(...embedded(one, reading)),
    ]),
  ),
  blockquote: quote,
  pre: code,
  dt: boldLine,
  summary: boldLine,
  hr: divider,
  table: (one, { page, marks }, reading) => page.add(...tableBlocks(one, reading, marks)),
  figure: (one, { page }, reading) => page.add(...figure(one, reading)),
  img: readPicture,
};

function readPicture(one: ForeignElement, { page, marks }: Where, reading: Reading) {
  const read = pictureOf(one, reading);
  if (!read) return;
  if ("sign" in read) return page.addText(read.sign, marks);
  const link = marks.find((mark) => mark.type === "link");
  const href = link && !isPictureFile(link.attrs.href, read.image.src) ? { href: link.attrs.href } : {};
  page.add({ type: "image", attrs: { ...read.image, ...href } });
}

const inlineMarks: Record<string, Exclude<Mark["type"], "link">> = {
  ...{ b: "bold", strong: "bold", i: "italic", em: "italic", cite: "italic", dfn: "italic", var: "italic" },
  ...{ s: "strike", strike: "strike", del: "strike", sup: "superscript", sub: "subscript" },
  ...{ code: "code", kbd: "code", samp: "code", tt: "code" },
};

function readInline(one: ForeignElement, where: Where, reading: Reading): void {
  const { page } = where;
  const { name } = one;
  const noted = reading.places.references.get(one);
  if (noted) {
    const content = noteWords(noted, reading);
    if (content.length > 0) page.addInline({ type: "footnote", content });
    return;
  }
  if (name === "br") return page.addInline({ type: "hardBreak" });
  if (name === "wbr" || name === "rp") return;
  const marks = marksOf(one, where.marks);
  if (name === "a") return readLink(one, { page, marks }, reading);
  if (name === "q") page.addText("“", marks);
  if (name === "rt") page.addText("(", marks);
  readInside(one, { page, marks }, reading);
  if (name === "q") page.addText("”", marks);
  if (name === "rt") page.addText(")", marks);
}

function marksOf({ name, attributes: { style } }: ForeignElement, around: readonly Mark[]): readonly Mark[] {
  const weight = declaredIn(style, "font-weight");
  const own = inlineMarks[name];
  // Google's documents stand in a bold element that is not bold.
  const isUndone = own === "bold" && /^(normal|[1-4]00)/.test(weight);
  let marks: readonly Mark[] = own && !isUndone ? withMark(around, { type: own }) : around;
  if (!style) return marks;
  if (isBoldStyle(style)) marks = withMark(marks, { type: "bold" });
  if (/^italic/.test(declaredIn(style, "font-style"))) marks = withMark(marks, { type: "italic" });
  if (strikesText(style)) marks = withMark(marks, { type: "strike" });
  const script = name === "img" ? null : scriptIn(style);
  return script ? withMark(marks, { type: script === "sup" ? "superscript" : "subscript" }) : marks;
}

/** Links of which only a mail has use: they lead to what its program fills in. */
const ofMail = /unsub|archive|forward|profile|preferences|optin|message_?url|view.?in.?browser|checkout_url|share_url/i;

function readLink(one: ForeignElement, { page, marks }: Where, reading: Reading): void {
  const href = one.attributes.href ?? "";
  const tag = reading.mergeTags && href.search(reading.mergeTags) >= 0;
  if (tag && ofMail.test(href)) return reading.notes.add("merge-tag", `${wordsBelow(one)} (${href})`);
  const to = tag ? null : leadsTo(one, href, reading);
  if (to?.isStraight) reading.notes.add("wrapped-link", to.href);
  if (!to && !reading.link && href !== "" && !href.startsWith("#"))
    reading.notes.add("link", `${wordsBelow(one)} (${href})`);
  const label = wordsBelow(one);
  if (to && label !== "" && isButton(one)) return page.add({ type: "button", attrs: { label, href: to.href } });
  const inside = to ? withMark(marks, { type: "link", attrs: { href: to.href } }) : marks;
  readInside(one, { page, marks: inside }, reading);
}

const buttonClasses = [
  "kg-btn",
  "wp-block-button__link",
  "mcnButton",
  "mceButtonLink",
  "button",
  "btn",
  "email-button",
];

function isButton(one: ForeignElement): boolean {
  return one.attributes.role === "button" || buttonClasses.some((name) => hasClass(one, name));
}
