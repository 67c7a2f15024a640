import { isBoldStyle } from "#app/models/htmlRules.ts";
import type { PasteNotes } from "./pasteNotes.ts";
import { declared } from "./pasteStyles.ts";

/** Fits each table to the schema: rows of single cells with lines of text. A table for layout is dissolved. */
export function fitTables(body: Element, notes: PasteNotes): void {
  const fromSpreadsheet = body.querySelector("google-sheets-html-origin, [class^=xl]") !== null;
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    if (isLayout(table, fromSpreadsheet)) dissolve(table, notes);
    else fit(table, notes);
  }
}

const rowsIn = (table: Element) => [...table.querySelectorAll("tr")].filter((row) => row.closest("table") === table);
const cellsIn = (row: Element) => [...row.children].filter((cell) => cell.matches("th, td"));
const isEmpty = (cell: Element) => cell.textContent.trim() === "" && !cell.querySelector("img");
const blocksInCells = "h1, h2, h3, h4, h5, h6, ul, ol, blockquote, pre, hr";

function isLayout(table: Element, fromSpreadsheet: boolean): boolean {
  const role = table.getAttribute("role");
  if (role === "presentation" || role === "none" || table.querySelector("table")) return true;
  const rows = rowsIn(table);
  const widest = Math.max(0, ...rows.map((row) => cellsIn(row).filter((cell) => !isEmpty(cell)).length));
  if (widest < 2) return true;
  if (fromSpreadsheet || rows.length > 1 || table.querySelector("th, caption")) return false;
  return cellsIn(rows[0]!).some((cell) => cell.querySelectorAll("p, div, ul, ol").length > 1);
}

/** Puts the content of its cells in their order where the table was. */
function dissolve(table: Element, notes: PasteNotes) {
  const rows = rowsIn(table);
  if (rows.some((row) => cellsIn(row).length > 1)) notes.add("layout");
  const blocks = rows.flatMap((row) =>
    cellsIn(row)
      .filter((cell) => !isEmpty(cell))
      .map((cell) => {
        const part = table.ownerDocument.createElement("div");
        part.append(...cell.childNodes);
        return part;
      }),
  );
  table.replaceWith(...blocks);
}

function fit(table: Element, notes: PasteNotes) {
  const caption = captionOf(table);
  if (caption) table.setAttribute("data-caption", caption);
  for (const image of [...table.querySelectorAll("img")].reverse()) table.after(image);
  const rows = rowsIn(table);
  const hasBoldHeader =
    !table.querySelector("th") && rows.length > 1 && isBold(rows[0]!) && !rows.slice(1).every(isBold);
  const inHead = new Set(rows.filter((row) => row.closest("thead, tbody")?.matches("thead")));
  if (takeApart(rows)) notes.add("joined-cells");
  for (const [i, row] of rows.entries())
    for (const cell of cellsIn(row)) {
      const held = cell.querySelector(blocksInCells);
      writeLines(cell);
      if (held) notes.add("cell-blocks", [...cell.children].map((line) => line.textContent).join(" "));
      if (cell.matches("th") || inHead.has(row) || (hasBoldHeader && i === 0)) becomeHeader(cell);
    }
  const kept = rows.filter((row) => !cellsIn(row).every(isEmpty));
  dropEmptyEnds(kept);
  table.replaceChildren(...kept);
}

/** The caption of the table, or the paragraph beside it that Word or LibreOffice calls its caption; it is removed. */
function captionOf(table: Element): string {
  const isCaption = (element: Element | null) =>
    element?.matches("figcaption, p[class*='Caption'], p[class*='caption']") ? element : null;
  const figure = table.closest("figure");
  const found =
    table.querySelector(":scope > caption") ??
    figure?.querySelector("figcaption") ??
    isCaption(table.previousElementSibling) ??
    isCaption(table.nextElementSibling) ??
    null;
  found?.remove();
  return found?.textContent.replace(/\s+/g, " ").trim() ?? table.getAttribute("data-caption") ?? "";
}

function isBold(row: Element): boolean {
  const cells = cellsIn(row).filter((cell) => !isEmpty(cell));
  return (
    cells.length > 1 &&
    cells.every((cell) => {
      const strong = [cell, ...cell.querySelectorAll("*")].find(
        (one) => one.matches("b, strong") || isBoldStyle(one.getAttribute("style")),
      );
      return strong?.textContent.trim() === cell.textContent.trim();
    })
  );
}

/** A cell over several rows or columns keeps its text; its other places become empty cells. */
function takeApart(rows: Element[]): boolean {
  const most = 60;
  const reserved = rows.map(() => new Set<number>());
  let joined = false;
  for (const [y, row] of rows.entries()) {
    let x = 0;
    for (const cell of cellsIn(row)) {
      for (; reserved[y]!.has(x); x += 1) cell.before(blank(cell));
      const span = (name: string) => Math.min(most, Math.max(1, Number(cell.getAttribute(name)) || 1));
      const [width, height] = [span("colspan"), span("rowspan")];
      if (width > 1 || height > 1) joined = true;
      for (let i = 1; i < width; i += 1) cell.after(blank(cell));
      for (let down = 1; down < height; down += 1) for (let i = 0; i < width; i += 1) reserved[y + down]?.add(x + i);
      x += width;
    }
    for (; reserved[y]!.has(x); x += 1) row.append(row.ownerDocument.createElement("td"));
  }
  const longest = Math.max(...rows.map((row) => cellsIn(row).length));
  for (const row of rows)
    while (row.childElementCount < longest && longest <= most) row.append(row.ownerDocument.createElement("td"));
  return joined;
}

function blank(cell: Element): Element {
  return cell.ownerDocument.createElement(cell.tagName);
}

/** Makes paragraphs of all that a cell holds, an item of a list with its sign or number. */
function writeLines(cell: Element) {
  for (const list of cell.querySelectorAll("ul, ol")) {
    const start = Number(list.getAttribute("start") ?? 1);
    for (const [i, item] of [...list.children].entries()) {
      const mark = list.matches("ol") ? `${start + i}. ` : "• ";
      (item.querySelector(":scope > p") ?? item).prepend(mark);
    }
  }
  for (const block of cell.querySelectorAll("h1, h2, h3, h4, h5, h6, pre, li")) {
    const line = cell.ownerDocument.createElement(block.matches("li") ? "div" : "p");
    line.append(...block.childNodes);
    block.replaceWith(line);
  }
  for (const block of cell.querySelectorAll("ul, ol, blockquote")) block.replaceWith(...block.childNodes);
  setSide(cell);
}

function setSide(cell: Element) {
  const inner = cell.querySelector(":scope > p, :scope > div");
  const given = [cell, ...(inner ? [inner] : [])].map(
    (one) => declared(one, "text-align") || one.getAttribute("align")?.toLowerCase() || "",
  );
  const side = given.find((one) => one !== "" && one !== "general") ?? "";
  if (/^(center|right)$/.test(side)) cell.setAttribute("style", `text-align: ${side}`);
  else cell.removeAttribute("style");
}

/** A header is bold by itself. */
function becomeHeader(cell: Element) {
  const header = cell.ownerDocument.createElement("th");
  header.append(...cell.childNodes);
  if (cell.hasAttribute("style")) header.setAttribute("style", cell.getAttribute("style")!);
  for (const strong of header.querySelectorAll("b, strong")) strong.replaceWith(...strong.childNodes);
  for (const element of header.querySelectorAll<HTMLElement>("[style]")) element.style.removeProperty("font-weight");
  cell.replaceWith(header);
}

/** Spreadsheets add empty columns at the end. */
function dropEmptyEnds(rows: Element[]) {
  while (rows.length > 0 && rows.every((row) => row.childElementCount > 1 && isEmpty(row.lastElementChild!)))
    for (const row of rows) row.lastElementChild!.remove();
}
