import type { ParseSpec } from "prosemirror-markdown";
import type { NodeSpec } from "prosemirror-model";
import { isOwnImage } from "./figures.ts";
import type { MarkdownWriter } from "./markdownWriting.ts";
import { tableInMarkdown, type TableCell, type TableFields } from "./tables.ts";
import { readNumber } from "./typedNumbers.ts";

export type ChartKind = "bar" | "line";
/**
 * A chart of a small table. The first row names the columns, the first column the rows; cells are plain text as typed. `src` is
 * the path of its drawing, a stored image, empty until it is drawn; sizes are in pixels.
 */
export type Chart = {
  kind: ChartKind;
  title: string;
  source: string;
  rows: string[][];
  src: string;
  width: number;
  height: number;
};
export type ChartFields = { attrs: Chart };

/** The most rows of numbers, and the most columns of them. */
export const mostChartRows: Record<ChartKind, number> = { bar: 20, line: 60 };
export const mostSeries = 5;
const longestCell = 200;

/** A chart as every place shows it; `table` is its alternative. Null where no cell has a word. */
export type ShownChart = {
  title: string;
  source: string;
  alt: string;
  picture: { src: string; width: number; height: number } | null;
  table: TableFields;
};

const longestAlt = 400;

/** Returns a chart as every place shows it, or null for one without words. */
export function shownChart({ attrs }: ChartFields): ShownChart | null {
  const { src, width, height } = attrs;
  const rows = attrs.rows.map((row) => row.map(oneLine));
  if (rows.every((row) => row.every((cell) => cell === ""))) return null;
  const picture = isOwnImage(src) && width > 0 && height > 0 ? { src, width, height } : null;
  const [title, source] = [oneLine(attrs.title), oneLine(attrs.source)];
  return { title, source, alt: altOf(title, rows), picture, table: tableOf(rows) };
}

/** Says the title and the numbers, as far as a sentence can. */
function altOf(title: string, [head = [], ...rows]: string[][]): string {
  const one = ([name = "", ...cells]: string[]) =>
    `${name} ${cells.map((cell, i) => (cells.length > 1 && head[i + 1] ? `${head[i + 1]} ${cell}` : cell)).join(", ")}`.trim();
  const said = rows.map(one).join("; ");
  const alt = [title, said].filter((part) => part !== "").join(": ");
  return alt.length <= longestAlt ? alt : title || `${alt.slice(0, longestAlt - 1).trimEnd()}…`;
}

function tableOf(rows: string[][]): TableFields {
  const hasHeader = rows[0]!.some((cell) => cell !== "");
  const shown = hasHeader ? rows : rows.slice(1);
  const content = shown.map((row, y) => ({
    type: "tableRow" as const,
    content: row.map((cell, x): TableCell => ({
      type: hasHeader && y === 0 ? "tableHeader" : "tableCell",
      attrs: { align: x > 0 ? "right" : null },
      content: [{ type: "paragraph", ...(cell && { content: [{ type: "text", text: cell }] }) }],
    })),
  }));
  return { attrs: { caption: "" }, content };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The lack of a chart that could not be drawn. */
export type ChartFault =
  | { error: "no-numbers" | "too-few-points" }
  | { error: "no-number"; cell: string }
  | { error: "too-many-rows"; most: number };

/**
 * Returns why a chart cannot be drawn, or null.
 * @param language of the briefing, by which numbers are read
 */
export function chartFault({ kind, rows }: Pick<Chart, "kind" | "rows">, language: string): ChartFault | null {
  const cells = rows
    .slice(1)
    .flatMap((row) => row.slice(1))
    .map(oneLine);
  const written = cells.filter((cell) => cell !== "");
  const unread = written.find((cell) => readNumber(cell, language) === null);
  if (unread !== undefined) return { error: "no-number", cell: unread };
  if (written.length === 0) return { error: "no-numbers" };
  if (rows.length - 1 > mostChartRows[kind]) return { error: "too-many-rows", most: mostChartRows[kind] };
  return kind === "line" && rows.length < 3 ? { error: "too-few-points" } : null;
}

const text = { default: "", validate: "string" };

/** Its entry in the table of blocks. In Markdown it is a table whose caption has a class, and its other parts in braces. */
export const chartKind = {
  holds: "nothing" as const,
  schema: {
    attrs: {
      kind: { default: "bar", validate: barOrLine },
      title: text,
      source: text,
      rows: {
        default: [
          ["", ""],
          ["", ""],
        ],
        validate: smallTable,
      },
      src: { default: "", validate: ownImageOrNone },
      width: { default: 0, validate: "number" },
      height: { default: 0, validate: "number" },
    },
  } satisfies NodeSpec,
  markdown: {
    chart: { node: "chart", getAttrs: (token) => (token.meta as { chart: Chart }).chart },
  } satisfies Record<string, ParseSpec>,
  caption: (block: ChartFields) => {
    const shown = shownChart(block);
    if (!shown) return "";
    const rows = block.attrs.rows.map((row) => row.map(oneLine).join(" ").trim());
    return [shown.title, ...rows, shown.source].filter((part) => part !== "").join("\n");
  },
  toMarkdown: chartInMarkdown,
};

function barOrLine(value: unknown) {
  if (value !== "bar" && value !== "line") throw new RangeError(`${String(value)} is no chart`);
}

function smallTable(value: unknown) {
  const rows = Array.isArray(value) ? (value as unknown[]) : [];
  const columns = Array.isArray(rows[0]) ? rows[0].length : 0;
  const isWhole = rows.every(
    (row) =>
      Array.isArray(row) &&
      row.length === columns &&
      row.every((cell) => typeof cell === "string" && cell.length <= longestCell),
  );
  if (!isWhole || rows.length < 2 || rows.length > mostChartRows.line + 1 || columns < 2 || columns > mostSeries + 1)
    throw new RangeError("the table of a chart is small and whole");
}

function ownImageOrNone(value: unknown) {
  if (typeof value !== "string" || (value !== "" && !isOwnImage(value)))
    throw new RangeError("an image must be uploaded here first");
}

function chartInMarkdown(
  block: ChartFields,
  { origin, inlines }: Pick<MarkdownWriter<never>, "origin" | "inlines">,
): string {
  const { kind, src, width, height } = block.attrs;
  const plain = (words: string) => inlines([{ type: "text", text: words }]);
  const quoted = (words: string) => `"${plain(words).replace(/"/g, '\\"')}"`;
  const rows = block.attrs.rows.map((row) => row.map(oneLine));
  if (!shownChart(block)) return "";
  const [title, source] = [oneLine(block.attrs.title), oneLine(block.attrs.source)];
  const parts = [
    `kind=${kind}`,
    source && `source=${quoted(source)}`,
    src && `image=${quoted(origin + src)} width=${width} height=${height}`,
  ];
  const braces = `{${[".chart", ...parts.filter(Boolean)].join(" ")}}`;
  const caption = [title && plain(title), braces].filter(Boolean).join(" ");
  return `${tableInMarkdown(tableOf(rows), { inlines })}\n\n: ${caption}`;
}
