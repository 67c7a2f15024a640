import type { PiecePlace } from "#app/models/issues/arrangement.ts";

/** Where rows and sections are on the page, in pixels from its top. The row that is dragged is not among them. */
export type DropField = { section: number; top: number; bottom: number; rows: { top: number; bottom: number }[] };

/** A place for what is dragged, and where the line is drawn that shows it. */
export type DropSpot = PiecePlace & { line: number };

/** Returns the place for a piece at a height: in the section there, or the nearest one. */
export function spotAt(fields: DropField[], y: number): DropSpot | null {
  const distance = ({ top, bottom }: DropField) => Math.max(top - y, y - bottom, 0);
  const [first, ...others] = fields;
  if (!first) return null;
  const { section, top, rows } = others.reduce((best, one) => (distance(one) < distance(best) ? one : best), first);
  const above = rows.filter((row) => (row.top + row.bottom) / 2 < y);
  const index = above.length;
  const next = rows[index];
  const line = next ? next.top - gap : index > 0 ? rows[index - 1]!.bottom + gap : top + gap;
  return { section, index, line };
}

/** Half of what is between two rows. */
const gap = 2;

/** So near to an edge of the window the page scrolls. */
const edge = 72;
const fastest = 18;

/** Returns the pixels that the page scrolls in a frame, for a pointer at a height of the window: more, the nearer to its edge. */
export function scrollAt(y: number, height: number, covered: number): number {
  const upper = covered + edge - y;
  const lower = y - (height - edge);
  if (upper > 0) return -Math.ceil((Math.min(upper, edge) / edge) * fastest);
  if (lower > 0) return Math.ceil((Math.min(lower, edge) / edge) * fastest);
  return 0;
}
