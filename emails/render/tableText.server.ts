import type { ShownCell, ShownTable } from "#app/models/tables.ts";
import { inlinesText } from "./inlines.server.ts";
import { wrap } from "./wrap.server.ts";

const gap = "  ";
/** Columns that would be narrower than this are not readable side by side. */
const narrowest = 9;

/**
 * Renders a table as plain text: columns lined up with two spaces between them, or, where they do not fit, each row as
 * lines of `Header: value`.
 * @param width of a line, in characters
 */
export function tableText({ caption, header, rows, columns }: ShownTable, width: number): string {
  const texts = rows.map((row) => row.map(textOf));
  const heads = header?.map(textOf) ?? null;
  const widths = columnWidths([...(heads ? [heads] : []), ...texts], columns, width);
  const sides = (header ?? rows[0] ?? []).map(({ align }) => align);
  const lines = widths
    ? [
        ...(heads ? [rowText(heads, widths, sides), widths.map((one) => "-".repeat(one)).join(gap)] : []),
        ...texts.map((row) => rowText(row, widths, sides)),
      ].join("\n")
    : texts
        .map((row) => recordText(row, heads, width))
        .filter((text) => text !== "")
        .join("\n\n");
  return [wrap(caption, width), lines].filter((part) => part !== "").join("\n\n");
}

/** In a number, spaces that break no line. */
function textOf({ inlines, isNumber }: ShownCell): string {
  return inlinesText(inlines)
    .replace(/[ \t]+/g, isNumber ? "\u00a0" : " ")
    .trim();
}

/** Returns the width of each column, the widest ones narrowed until all fit; null where they cannot. */
function columnWidths(rows: string[][], columns: number, width: number): number[] | null {
  const room = width - gap.length * (columns - 1);
  if (room < columns) return null;
  const widestOf = (end: RegExp) =>
    Array.from({ length: columns }, (_, i) => rows.reduce((most, row) => Math.max(most, widest(row[i]!, end)), 1));
  const wished = widestOf(/\n/);
  const words = widestOf(/\s+/);
  for (let most = Math.max(narrowest, Math.min(room, Math.max(...wished))); most >= narrowest; most -= 1) {
    const widths = wished.map((one, i) => Math.max(Math.min(one, most), words[i]!));
    if (widths.reduce((sum, one) => sum + one, 0) <= room) return widths;
  }
  return null;
}

function widest(text: string, end: RegExp): number {
  return text.split(end).reduce((most, part) => Math.max(most, shownWidth(part)), 0);
}

/** Counts signs as a terminal does: wide ones are two, those that sit on others none. */
function shownWidth(text: string): number {
  let width = 0;
  for (const sign of text) {
    if (/[\p{Mark}\u200b-\u200f\u2060-\u2069]/u.test(sign)) continue;
    width += /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u.test(sign) ? 2 : 1;
  }
  return width;
}

function rowText(row: string[], widths: number[], sides: ShownCell["align"][]): string {
  const cells = row.map((text, i) => wrap(text, widths[i]).split("\n"));
  const lines = Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, line) =>
    cells.map((cell, i) => padded(cell[line] ?? "", widths[i]!, sides[i] ?? null)).join(gap),
  );
  return lines.map((line) => line.trimEnd()).join("\n");
}

function padded(text: string, width: number, side: ShownCell["align"]): string {
  const free = Math.max(0, width - shownWidth(text));
  const before = side === "right" ? free : side === "center" ? Math.floor(free / 2) : 0;
  return " ".repeat(before) + text + " ".repeat(free - before);
}

function recordText(row: string[], heads: string[] | null, width: number): string {
  return row
    .map((text, i) => (text && heads?.[i] ? `${heads[i]}: ${text}` : text))
    .filter((line) => line !== "")
    .map((line) => wrap(line.replace(/\n/g, " "), width))
    .join("\n");
}
