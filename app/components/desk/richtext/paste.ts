import { headingLevel } from "#app/models/headings.ts";
import { isEmoji, straightAddress } from "#app/models/htmlRules.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { editorBlocks, type EditorBlock } from "./blocks.ts";
import { ownImagePath } from "./image.ts";
import { takeFootnotes } from "./pasteFootnotes.ts";
import { joinWordLists } from "./pasteFromWord.ts";
import { leaveOut } from "./pasteLeftOut.ts";
import { joinLists, numberLists, writeTasks } from "./pasteLists.ts";
import type { PasteNotes } from "./pasteNotes.ts";
import type { PastedPictures } from "./pastedPictures.ts";
import { inlineClasses, namedMarks } from "./pasteStyles.ts";
import { fitTables } from "./pasteTables.ts";

/**
 * Converts HTML of a web page or another program for the editor, whose schema then drops everything unknown. Structure
 * stays: headings in our three levels, lists with their numbers, tables, raised, lowered and struck-out text.
 * @param pictures collects the pictures to bring in; null where images are not allowed
 * @param notes collects everything that was changed or left out
 */
export function cleanPasted(html: string, pictures: PastedPictures | null, notes: PasteNotes): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  const body = page.body;
  inlineClasses(page);
  leaveOut(body, notes);
  takeFootnotes(body);
  joinWordLists(body, notes);
  writeTasks(body);
  joinLists(body);
  numberLists(body, notes);
  namedMarks(body);
  keepImages(body, pictures, notes);
  straightenLinks(body, notes);
  fitTables(body, notes);
  fitHeadings(body, notes);
  for (const quote of body.querySelectorAll(".MsoQuote, .MsoIntenseQuote")) becomeQuotation(quote);
  splitAtEmptyLines(body);
  for (const br of body.querySelectorAll("br")) if (isBlock(br.previousSibling) || isBlock(br.nextSibling)) br.remove();
  for (const line of body.querySelectorAll(nothingWithoutWords)) if (isEmpty(line)) line.remove();
  for (const element of body.querySelectorAll("*"))
    for (const { name } of [...element.attributes]) if (!kept.has(name)) element.removeAttribute(name);
  return body.innerHTML;
}

/** Returns a table for cells of text, as `cleanPasted` takes it. */
export function tableOfCells(rows: string[][]): string {
  const page = document.implementation.createHTMLDocument();
  const table = page.createElement("table");
  for (const row of rows) {
    const line = table.insertRow();
    for (const text of row) line.insertCell().textContent = text.trim();
  }
  return table.outerHTML;
}

const blocks = Object.values<EditorBlock>(editorBlocks);
const elementsThat = (withoutWords: EditorBlock["withoutWords"]) =>
  blocks.flatMap((block) => (block.withoutWords === withoutWords ? block.elements : []));
/** Selectors; a list item is not a block of its own, and a cell keeps its place. */
const nothingWithoutWords = [...elementsThat("goes").map((one) => `${one}:not(:is(td, th) > *)`), "li"].join();
const somethingWithoutWords = [...elementsThat("shows"), "li"].join();
/** Elements that begin and end a line: our blocks, and those that become one. */
const blockNames = new Set([...blocks.flatMap(({ elements }) => elements), "div", "h1", "h5", "h6"]);

/**
 * The attributes that the schema parses, and those for bold and italic in word processors; `data-pm-slice` marks a copy
 * from our editor.
 */
const kept = new Set([
  ...blocks.flatMap(({ attributes = [] }) => attributes),
  "href",
  "style",
  "data-footnote",
  "data-pm-slice",
]);

/**
 * A picture from elsewhere leaves a mark where it will stand, its caption with it, or is named where nobody can fetch it;
 * one that stands for a sign, like a smiley, becomes the sign.
 */
function keepImages(body: Element, pictures: PastedPictures | null, notes: PasteNotes) {
  for (const image of body.querySelectorAll("img")) {
    const alt = image.getAttribute("alt")?.trim() ?? "";
    const source = image.getAttribute("src") ?? "";
    if (pictures && ownImagePath(source)) continue;
    if (image.hasAttribute("data-stringify-emoji") || isEmoji(alt)) image.replaceWith(alt);
    else {
      const caption = captionOf(image);
      const mark = pictures?.take(image, caption?.textContent.replace(/\s+/g, " ").trim() ?? "");
      if (mark) {
        caption?.remove();
        image.replaceWith(mark);
      } else {
        notes.add("picture", alt || nameOfFile(source));
        image.remove();
      }
    }
  }
}

/** The caption of a figure that has this picture alone. */
function captionOf(image: Element): Element | null {
  const figure = image.closest("figure");
  return figure?.querySelectorAll("img").length === 1 ? figure.querySelector("figcaption") : null;
}

function nameOfFile(source: string): string {
  if (/^data:/i.test(source)) return "";
  const name = /([^/\\?#]+)(?:[?#].*)?$/.exec(source)?.[1] ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A link through another site's counter leads to its page; one that leads nowhere from here becomes words. */
function straightenLinks(body: Element, notes: PasteNotes) {
  for (const link of body.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href")!.trim();
    const straight = straightAddress(href);
    if (straight) {
      link.setAttribute("href", straight);
      notes.add("wrapped-link", URL.canParse(straight) ? new URL(straight).hostname : "");
    } else if (isSafeLink(href)) link.setAttribute("href", href);
    else {
      // A place in its own text is nothing that a reader could have followed.
      if (!href.startsWith("#")) notes.add("link", link.textContent);
      link.replaceWith(...link.childNodes);
    }
  }
}

function fitHeadings(body: Element, notes: PasteNotes) {
  for (const heading of body.querySelectorAll("[role=heading]:not(h1, h2, h3, h4, h5, h6)"))
    rename(heading, `h${headingLevel(Number(heading.getAttribute("aria-level") ?? 2))}`);
  for (const title of body.querySelectorAll("p.MsoTitle")) rename(title, "h2");
  for (const heading of body.querySelectorAll("h1, h5, h6")) {
    if (isEmpty(heading)) continue;
    notes.add("heading", heading.textContent);
    rename(heading, heading.matches("h1") ? "h2" : "h4");
  }
}

function rename(element: Element, name: string) {
  const renamed = element.ownerDocument.createElement(name);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}

function becomeQuotation(paragraph: Element) {
  const quote = paragraph.ownerDocument.createElement("blockquote");
  paragraph.replaceWith(quote);
  quote.append(paragraph);
}

/** Mail programs end a paragraph with two line breaks. */
function splitAtEmptyLines(body: Element) {
  for (const br of body.querySelectorAll("br + br")) {
    const block = br.parentElement;
    if (!block || br.previousSibling !== br.previousElementSibling) continue;
    if (block !== body && !block.matches("p, div")) continue;
    br.previousElementSibling!.remove();
    const before = body.ownerDocument.createElement("p");
    const first = block === body ? lastBlockBefore(br) : null;
    while (br.previousSibling && br.previousSibling !== first) before.prepend(br.previousSibling);
    if (block === body) br.before(before);
    else block.before(before);
    br.remove();
  }
}

function lastBlockBefore(node: Node): Node | null {
  let before = node.previousSibling;
  while (before && !isBlock(before)) before = before.previousSibling;
  return before;
}

function isBlock(node: Node | null): boolean {
  return node !== null && blockNames.has(node.nodeName.toLowerCase());
}

function isEmpty(element: Element): boolean {
  return element.textContent.trim() === "" && !element.querySelector(somethingWithoutWords);
}
