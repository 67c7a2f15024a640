import type { Kysely } from "kysely";
import type { Db, Schema } from "./schema.ts";

/** What a copy has: the migrations that made its tables, in order, and how many rows each table has. */
export type Copied = { migrations: string[]; counts: Record<string, number> };

/** Why nothing may be brought back to a place now: somebody works with it, or it holds what would be lost. */
export type Occupied = "running" | "not-empty" | "foreign";

/** How a database is copied as it is at one moment, while others write to it, and brought back. */
export type Copier = {
  /** What its copy is called in a backup; kinds of database that differ in it cannot take each other's. */
  fileName: string;
  /** How many bytes a copy may need. */
  size(): Promise<number>;
  /**
   * Writes all that is in the database at one moment to a new file, which its owner alone can read.
   * @param mark changes the copy alone; not asked for where the copy is no database
   */
  copyTo(path: string, mark: (copy: Db) => Promise<void>): Promise<Copied>;
  /** What is wrong with the database's own structure, each a sentence. This process is not kept from its work meanwhile. */
  damage(): Promise<string[]>;
  /** The same of a copy, which must have what was copied. */
  damageOf(path: string, copied: Copied): Promise<string[]>;
  /** Changes nothing that anybody could miss. */
  occupied(): Promise<Occupied | null>;
  /**
   * Brings a copy back, all of it or nothing; what stood there is set aside.
   * @returns where that is now, null where there was nothing; or why it was not done
   */
  bringBack(path: string, order: BringBack): Promise<{ aside: string | null } | { error: Occupied }>;
};

type BringBack = {
  copied: Copied;
  /** Gives the former database its new name. */
  now: number;
  /** Makes the tables as those migrations made them. */
  migrateTo(db: Kysely<Schema>, name: string): Promise<void>;
  /** Looks at it before it counts, and may change it; what it throws leaves everything as it was. */
  check(db: Db): Promise<void>;
};

/** Kysely's own tables: what is in them follows from the migrations. */
export const isBookkeeping = (table: string) => table.startsWith("kysely_");

/** What is missing in a copy, or too much, each a sentence. */
export function differences(counts: Copied["counts"], { counts: expected }: Copied): string[] {
  return Object.entries(expected)
    .filter(([table, count]) => counts[table] !== count)
    .map(([table, count]) => `${table} has ${counts[table] ?? "no"} rows, not ${count}.`);
}
