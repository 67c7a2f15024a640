import type { MappedField } from "#app/models/readers/import/importSettings.server.ts";
import type { TableLook } from "#app/models/readers/uploads/look.server.ts";
import type { UploadSettings } from "#app/models/readers/uploads/uploads.server.ts";

/** A use of a column that an operator can order; `name-2` is every part of a name but the first. */
export type OrderedUse = MappedField | "name-2" | "note" | "unread";

type Place = { name: string; number: number };

/**
 * Returns what an order calls a column: its name, or its number where its name is empty, a number, or not its alone. In an
 * archive a number says nothing, because each table counts its own: null.
 */
export function columnKey(columns: { name: string }[], index: number, isAlone: boolean): string | null {
  const { name } = columns[index]!;
  const isAName = name !== "" && !/^\d+$/.test(name) && columns.filter((one) => isSame(one.name, name)).length === 1;
  if (isAName) return name;
  return isAlone ? String(index + 1) : null;
}

/** Returns what an operator ordered a column for; null for nothing. */
export function orderedUse(settings: UploadSettings, place: Place): OrderedUse | null {
  return orders(settings).find(({ column }) => isMeant(column, place))?.use ?? null;
}

/** Returns the ordered columns that no table has. */
export function lostColumns(tables: TableLook[], settings: UploadSettings): { column: string; use: OrderedUse }[] {
  const places = tables.flatMap(({ columns }) => columns.map(({ name }, i) => ({ name, number: i + 1 })));
  return orders(settings).filter(({ column }) => !places.some((place) => isMeant(column, place)));
}

function orders({ columns, notes, unread }: UploadSettings): { column: string; use: OrderedUse }[] {
  const parts = Object.entries(columns).flatMap(([field, named]) =>
    named.map((column, i) => ({ column, use: (field === "name" && i > 0 ? "name-2" : field) as OrderedUse })),
  );
  return [
    ...parts,
    ...notes.map((column) => ({ column, use: "note" as const })),
    ...unread.map((column) => ({ column, use: "unread" as const })),
  ];
}

function isMeant(column: string, { name, number }: Place): boolean {
  return isSame(column, name) || column.trim() === String(number);
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
