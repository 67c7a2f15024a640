import type { Block } from "#app/models/body.ts";
import { declaredIn, isBoldStyle } from "#app/models/htmlRules.ts";
import type { Inline, Mark } from "#app/models/marks.ts";
import type { TableCell, TableRow } from "#app/models/tables.ts";
import type { Reading } from "./reading.server.ts";
import { allBelow, firstBelow, textBelow, wordsBelow, type ForeignElement } from "./tree.server.ts";

const mostColumns = 60;
const mostRows = 2000;

type Cell = { element: ForeignElement | null; isHeader: boolean };
type Paragraph = TableCell["content"][number];

/** Reads a table; one that only arranges things is dissolved into what it arranges, in its order. */
export function tableBlocks(table: ForeignElement, reading: Reading, marks: readonly Mark[]): Block[] {
  const caption = table.children.find((child) => typeof child !== "string" && child.name === "caption");
  const words = typeof caption === "object" ? wordsBelow(caption) : "";
  const rows = rowsIn(table).slice(0, mostRows);
  if (isLayout(table, rows, reading)) {
    const inside = rows.flatMap((row) => cellsIn(row).flatMap((cell) => reading.blocksInside(cell, marks)));
    return words === "" ? inside : [...inside, { type: "paragraph", content: [{ type: "text", text: words }] }];
  }
  const grid = takeApart(rows, reading);
  const pictures: Block[] = [];
  const hasHeader = headed(table, rows);
  const content = grid.flatMap((cells, y): TableRow[] => {
    if (cells.every(({ element }) => !element || isEmpty(element))) return [];
    const isHeader = hasHeader && y === 0;
    return [{ type: "tableRow", content: cells.map((cell) => readCell(cell, isHeader, reading, pictures)) }];
  });
  if (content.length === 0) return pictures;
  return [{ type: "table", attrs: { caption: words }, content }, ...pictures];
}

/** The rows of this table, not of those in it. */
function rowsIn(table: ForeignElement): ForeignElement[] {
  return table.children.flatMap((child) => {
    if (typeof child === "string") return [];
    if (child.name === "tr") return [child];
    return ["thead", "tbody", "tfoot"].includes(child.name) ? rowsIn(child) : [];
  });
}

function cellsIn(row: ForeignElement): ForeignElement[] {
  return row.children.filter(
    (child) => typeof child !== "string" && (child.name === "td" || child.name === "th"),
  ) as ForeignElement[];
}

function isEmpty(cell: ForeignElement): boolean {
  return wordsBelow(cell) === "" && !firstBelow(cell, ({ name }) => name === "img");
}

const arranged = new Set(["table", "img", "h1", "h2", "h3", "h4", "p", "div", "ul", "ol", "blockquote", "hr"]);

function isLayout(table: ForeignElement, rows: ForeignElement[], { isMail }: Reading): boolean {
  const { role, border } = table.attributes;
  if (role === "presentation" || role === "none") return true;
  if (firstBelow(table, ({ name }) => name === "table")) return true;
  const widest = Math.max(0, ...rows.map((row) => cellsIn(row).filter((cell) => !isEmpty(cell)).length));
  if (widest < 2) return true;
  const isMarked = firstBelow(table, ({ name }) => name === "th" || name === "caption") !== null;
  if (isMarked) return false;
  if (isMail && !(Number(border) > 0)) return firstBelow(table, ({ name }) => arranged.has(name)) !== null;
  if (rows.length > 1) return false;
  return cellsIn(rows[0]!).some(
    (cell) => allBelow(cell, ({ name }) => ["p", "div", "ul", "ol"].includes(name)).length > 1,
  );
}

/** The first row heads the others: it stands in a head, or it alone is bold. */
function headed(table: ForeignElement, rows: ForeignElement[]): boolean {
  const [first, ...others] = rows;
  if (!first) return false;
  if (first.parent?.name === "thead") return true;
  if (firstBelow(table, ({ name }) => name === "th")) return cellsIn(first).every(({ name }) => name === "th");
  return others.length > 0 && isBold(first) && !others.every(isBold);
}

function isBold(row: ForeignElement): boolean {
  const cells = cellsIn(row).filter((cell) => !isEmpty(cell));
  return (
    cells.length > 1 &&
    cells.every((cell) => {
      const isStrong = (one: ForeignElement) =>
        one.name === "b" || one.name === "strong" || isBoldStyle(one.attributes.style);
      const strong = isStrong(cell) ? cell : firstBelow(cell, isStrong);
      return strong !== null && textBelow(strong).trim() === textBelow(cell).trim();
    })
  );
}

/** A cell over several rows or columns keeps its text; its other places become empty cells. */
function takeApart(rows: ForeignElement[], { notes }: Reading): Cell[][] {
  const grid: (Cell | undefined)[][] = rows.map(() => []);
  let isJoined = false;
  for (const [y, row] of rows.entries()) {
    let x = 0;
    for (const element of cellsIn(row)) {
      while (grid[y]![x]) x += 1;
      if (x >= mostColumns) break;
      const span = (name: string) => Math.min(mostColumns, Math.max(1, Number(element.attributes[name]) || 1));
      const [width, height] = [Math.min(span("colspan"), mostColumns - x), span("rowspan")];
      if (width > 1 || height > 1) isJoined = true;
      const isHeader = element.name === "th";
      for (let down = 0; down < height && y + down < rows.length; down += 1)
        for (let across = 0; across < width; across += 1)
          grid[y + down]![x + across] ??= { element: down + across === 0 ? element : null, isHeader };
      x += width;
    }
  }
  if (isJoined) notes.add("joined-cells", rows[0] ? wordsBelow(rows[0]) : "");
  const columns = Math.max(...grid.map((cells) => cells.length));
  return grid.map((cells) => Array.from({ length: columns }, (_, i) => cells[i] ?? { element: null, isHeader: false }));
}

function readCell({ element, isHeader }: Cell, inHead: boolean, reading: Reading, pictures: Block[]): TableCell {
  const blocks = element ? reading.blocksInside(element) : [];
  pictures.push(...blocks.filter(({ type }) => type === "image" || type === "gallery"));
  const isOfLines = blocks.every(({ type }) => type === "paragraph" || type === "image" || type === "gallery");
  if (!isOfLines && element) reading.notes.add("cell-blocks", wordsBelow(element));
  const isHead = isHeader || inHead;
  const paragraphs = blocks.flatMap(linesOf).map((line) => (isHead ? withoutBold(line) : line));
  const side = element ? sideOf(element) : null;
  return {
    type: isHead ? "tableHeader" : "tableCell",
    ...(side ? { attrs: { align: side } } : {}),
    content: paragraphs.length > 0 ? paragraphs : [{ type: "paragraph" }],
  };
}

/** Lists become lines with their signs; a cell holds nothing else. */
function linesOf(block: Block): Paragraph[] {
  if (block.type === "paragraph" || block.type === "heading")
    return [{ type: "paragraph", ...(block.content ? { content: block.content } : {}) }];
  if (block.type === "codeBlock") return [{ type: "paragraph", ...(block.content ? { content: block.content } : {}) }];
  if (block.type === "blockquote" || block.type === "callout") return block.content.flatMap(linesOf);
  if (block.type !== "bulletList" && block.type !== "orderedList") return [];
  const first = block.type === "orderedList" ? (block.attrs?.start ?? 1) : null;
  return block.content.flatMap(({ content }, i) =>
    content.flatMap(linesOf).map((line, at): Paragraph => {
      const sign: Inline = { type: "text", text: first === null ? "• " : `${first + i}. ` };
      return at === 0 ? { type: "paragraph", content: [sign, ...(line.content ?? [])] } : line;
    }),
  );
}

/** A header is bold by itself. */
function withoutBold({ content, ...line }: Paragraph): Paragraph {
  if (!content) return line;
  return {
    ...line,
    content: content.map(({ marks, ...inline }) => {
      const kept = marks?.filter(({ type }) => type !== "bold") ?? [];
      return kept.length > 0 ? { ...inline, marks: kept } : inline;
    }),
  };
}

function sideOf(cell: ForeignElement): "center" | "right" | null {
  const inner = firstBelow(cell, ({ name }) => name === "p" || name === "div");
  const given = [cell, ...(inner ? [inner] : [])].map(
    ({ attributes }) => declaredIn(attributes.style, "text-align") || (attributes.align ?? "").toLowerCase(),
  );
  const side = given.find((one) => one !== "") ?? "";
  return side === "center" || side === "right" ? side : null;
}
