import { editorBlocks, ownImagePath, type EditorBlock } from "./blocks.ts";
import { joinWordLists } from "./pasteFromWord.ts";

/**
 * Converts HTML of a web page or a word processor for the editor, whose schema then drops everything unknown. Headings
 * become our two levels, tables become paragraphs, and Word's imitated lists become lists. Scripts, styles, foreign
 * images and empty lines are removed.
 * @param images false where images are not allowed
 */
export function cleanPasted(html: string, images: boolean): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  const body = page.body;
  for (const element of body.querySelectorAll(unwanted)) element.remove();
  joinWordLists(body);
  for (const image of body.querySelectorAll("img"))
    if (!images || !ownImagePath(image.getAttribute("src"))) image.remove();
  for (const heading of body.querySelectorAll("h1")) rename(heading, "h2");
  for (const heading of body.querySelectorAll("h4, h5, h6")) rename(heading, "h3");
  for (const table of innermostFirst(body, "table")) unfoldTable(table);
  for (const br of body.querySelectorAll("br")) if (isBlock(br.previousSibling) || isBlock(br.nextSibling)) br.remove();
  for (const line of body.querySelectorAll(nothingWithoutWords)) if (isEmpty(line)) line.remove();
  for (const element of body.querySelectorAll("*"))
    for (const { name } of [...element.attributes]) if (!kept.has(name)) element.removeAttribute(name);
  return body.innerHTML;
}

const blocks = Object.values<EditorBlock>(editorBlocks);
const elementsThat = (withoutWords: EditorBlock["withoutWords"]) =>
  blocks.flatMap((block) => (block.withoutWords === withoutWords ? block.elements : []));
/** Selectors; a list item is not a block of its own. */
const nothingWithoutWords = [...elementsThat("goes"), "li"].join();
const somethingWithoutWords = [...elementsThat("shows"), "li"].join();
/** A cell with one of these has more than one line. */
const moreThanALine = [...elementsThat("goes"), ...elementsThat("stays"), "p + p"].filter((one) => one !== "p").join();
/** Elements that begin and end a line: our blocks, and those that become one. */
const blockNames = new Set([...blocks.flatMap(({ elements }) => elements), "div", "h1", "h4", "h5", "h6", "table"]);

/**
 * The attributes that the schema parses, and those for bold and italic in word processors; `data-pm-slice` marks a copy
 * from our editor.
 */
const kept = new Set([...blocks.flatMap(({ attributes = [] }) => attributes), "href", "style", "data-pm-slice"]);

const unwanted =
  "script, style, template, noscript, iframe, object, embed, svg, math, form input, button, select, textarea, meta, link, title, base, audio, video, canvas, map, area, xml, [hidden]";

function rename(element: Element, name: string) {
  const renamed = element.ownerDocument.createElement(name);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}

function innermostFirst(body: Element, selector: string): Element[] {
  return [...body.querySelectorAll(selector)].reverse();
}

/** A row becomes a paragraph with its cells separated; a cell with blocks keeps them as they are. */
function unfoldTable(table: Element) {
  const blocks: Node[] = [...table.querySelectorAll("tr")].flatMap((row) => {
    const cells = [...row.querySelectorAll("th, td")].filter((cell) => !isEmpty(cell));
    if (cells.some((cell) => cell.querySelector(moreThanALine))) return cells.flatMap((cell) => [...cell.childNodes]);
    const paragraph = table.ownerDocument.createElement("p");
    cells.forEach((cell, i) => {
      if (i > 0) paragraph.append(" | ");
      const only = cell.querySelector(":scope > p, :scope > div") ?? cell;
      paragraph.append(...only.childNodes);
    });
    return paragraph;
  });
  table.replaceWith(...blocks);
}

function isBlock(node: Node | null): boolean {
  return node !== null && blockNames.has(node.nodeName.toLowerCase());
}

function isEmpty(element: Element): boolean {
  return element.textContent.trim() === "" && !element.querySelector(somethingWithoutWords);
}
