import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import type { MarkdownWriter } from "./markdownWriting.ts";
import { unmarkedText, type Inline } from "./marks.ts";

/** Null: the side where lines begin. */
type CellAlign = "left" | "center" | "right" | null;
type CellAttrs = { align?: CellAlign; colspan?: number; rowspan?: number; colwidth?: null };
export type TableCell = {
  type: "tableCell" | "tableHeader";
  attrs?: CellAttrs;
  content: { type: "paragraph"; content?: Inline[] }[];
};
export type TableRow = { type: "tableRow"; content: TableCell[] };
/** The fields of a table; `caption` is plain text, empty for none. */
export type TableFields = { attrs?: { caption?: string }; content: TableRow[] };

/**
 * A cell as every place shows it; `inlines` has its paragraphs with line breaks between them. `isNumber`: a number with its
 * unit, which stays on one line.
 */
export type ShownCell = { align: CellAlign; isHeader: boolean; inlines: Inline[]; isNumber: boolean };
/** `header`: the first row, when all its cells are headers. All rows have the same number of cells, up to 40. */
export type ShownTable = { caption: string; header: ShownCell[] | null; rows: ShownCell[][]; columns: number };

/** Rows are filled up so far: a row of thousands of cells must not multiply by the number of rows. */
const mostFilled = 40;

/** Returns a table as every place shows it: shorter rows filled up, its header apart. */
export function shownTable(table: TableFields): ShownTable {
  return laidOut(table, keptInOrder);
}

/** @param ofNumber what becomes of the texts of a cell that is one number */
function laidOut({ attrs, content }: TableFields, ofNumber: (inline: Inline) => Inline): ShownTable {
  const longest = content.reduce((most, row) => Math.max(most, row.content.length), 0);
  const columns = Math.min(mostFilled, longest);
  const rows = content.map((row) => {
    return Array.from({ length: Math.max(columns, row.content.length) }, (_, i) => shownCell(row.content[i], ofNumber));
  });
  const header = rows[0]?.every(({ isHeader }) => isHeader) ? rows[0] : null;
  return { caption: attrs?.caption?.trim() ?? "", header, rows: header ? rows.slice(1) : rows, columns };
}

function shownCell(cell: TableCell | undefined, ofNumber: (inline: Inline) => Inline): ShownCell {
  const inlines = (cell?.content ?? []).flatMap(({ content = [] }, i): Inline[] =>
    i === 0 ? content : [{ type: "hardBreak" }, ...content],
  );
  const isOne = isNumber(unmarkedText(inlines, "\n").trim());
  return {
    align: cell?.attrs?.align ?? null,
    isHeader: cell?.type === "tableHeader",
    inlines: isOne ? inlines.map(ofNumber) : inlines,
    isNumber: isOne,
  };
}

/** A text that runs from right to left would turn `12 400` into `400 12`; not with a space that breaks no line (UAX 9). */
function keptInOrder(inline: Inline): Inline {
  return inline.type === "text" ? { ...inline, text: inline.text.replace(/(?<=\p{N}) (?=\p{N})/gu, "\u00a0") } : inline;
}

/** A sign or currency, digits with their separators, and a short unit: `−12 400,5 kt`, `US$ 3.4 bn`, `10–12 %`. */
function isNumber(text: string): boolean {
  return (
    text.length <= 24 &&
    /^[^\p{L}\p{N}\n]{0,3}(?:\p{L}{0,3}[^\p{L}\p{N}\n]{0,2})\p{N}[^\p{L}\n]*\p{L}{0,4}\.?$/u.test(text)
  );
}

/** Writes a table as Markdown: without a header, with an empty one. A header at the side becomes a cell. */
export function tableInMarkdown(block: TableFields, { inlines }: Pick<MarkdownWriter<never>, "inlines">): string {
  const { caption, header, rows, columns } = laidOut(block, (inline) => inline);
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const words = (row: ShownCell[]) => line(row.map((cell) => inlines(cell.inlines)));
  const sides = (header ?? rows[0] ?? []).map(({ align }) => {
    return align === null ? "---" : { left: ":--", center: ":-:", right: "--:" }[align];
  });
  const lines = [header ? words(header) : line(Array.from({ length: columns }, () => "")), line(sides)];
  const table = [...lines, ...rows.map(words)].join("\n");
  return caption ? `${table}\n\n: ${inlines([{ type: "text", text: caption }])}` : table;
}

const cellSchema: NodeSpec = {
  content: "paragraph+",
  isolating: true,
  attrs: {
    align: { default: null, validate: cellAlign },
    // Cells over several rows or columns are taken apart: no place but the web could show them.
    colspan: { default: 1, validate: one },
    rowspan: { default: 1, validate: one },
    colwidth: { default: null, validate: "null" },
  },
};

function cellAlign(value: unknown) {
  if (value !== null && value !== "left" && value !== "center" && value !== "right")
    throw new RangeError(`${String(value)} is not left, center or right`);
}

function one(value: unknown) {
  if (value !== 1) throw new RangeError("a cell has one row and one column");
}

const alignOf: ParseSpec["getAttrs"] = (token) => ({
  align: /^text-align:(left|center|right)$/.exec(token.attrGet("style") ?? "")?.[1] ?? null,
});

/** The rows and cells of a table: their content, and the tokens of markdown-it that become such a part. */
export const tableParts: Record<
  TableRow["type"] | TableCell["type"],
  { schema: NodeSpec; markdown: Record<string, ParseSpec> }
> = {
  tableRow: {
    schema: { content: "(tableCell | tableHeader)+" },
    markdown: {
      tr: { block: "tableRow" },
      thead: { ignore: true },
      tbody: { ignore: true },
    },
  },
  tableCell: { schema: cellSchema, markdown: { td: { block: "tableCell", getAttrs: alignOf } } },
  tableHeader: { schema: cellSchema, markdown: { th: { block: "tableHeader", getAttrs: alignOf } } },
};
