/** @returns `items` with the one at `from` moved to `to` */
export function moved<T>(items: T[], from: number, to: number): T[] {
  const rest = items.filter((_, i) => i !== from);
  return [...rest.slice(0, to), items[from]!, ...rest.slice(to)];
}

/** Positions of a list's rows in pixels, top to bottom. */
export type Rows = { top: number; height: number }[];

/** @returns the index that row `from` takes when dropped `by` pixels below its position */
export function placeAt(rows: Rows, from: number, by: number): number {
  const { top, height } = rows[from]!;
  const middle = (i: number) => rows[i]!.top + rows[i]!.height / 2;
  let to = from;
  if (by > 0) while (to < rows.length - 1 && top + height + by > middle(to + 1)) to += 1;
  else while (to > 0 && top + by < middle(to - 1)) to -= 1;
  return to;
}

/** @returns the pixels that row `i` moves aside while row `from` is held over index `to` */
export function aside(rows: Rows, from: number, to: number, i: number): number {
  const step = rows.length > 1 ? Math.abs(rows[1]!.top - rows[0]!.top) - rows[0]!.height + rows[from]!.height : 0;
  if (from < i && i <= to) return -step;
  if (to <= i && i < from) return step;
  return 0;
}
