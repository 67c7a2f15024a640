import type { Kysely } from "kysely";
import type { Db, Schema } from "./schema.ts";

/** The content of a copy: the migrations that made its tables, in order, and the number of rows in each table. */
export type Copied = { migrations: string[]; counts: Record<string, number> };

/** Why nothing may be restored into a place now: a process works with it, or it holds data that would be lost. */
export type Occupied = "running" | "not-empty" | "foreign";

/** Copies a database as of one moment, while others write to it, and restores the copy. */
export type Copier = {
  /** Name of the copy in a backup; databases with different names cannot restore each other's copies. */
  fileName: string;
  /** The most bytes that a copy needs. */
  size(): Promise<number>;
  /**
   * Writes the database as of one moment to a new file, readable by its owner only.
   * @param mark changes the copy; not called where the copy is not a database
   */
  copyTo(path: string, mark: (copy: Db) => Promise<void>): Promise<Copied>;
  /** Checks the database's own structure, without blocking this process. @returns its faults, one sentence each */
  damage(): Promise<string[]>;
  /** Checks a copy, which must have the rows of `copied`. */
  damageOf(path: string, copied: Copied): Promise<string[]>;
  /** Says why nothing may be restored; changes nothing that anybody could miss. */
  occupied(): Promise<Occupied | null>;
  /**
   * Restores a copy, all of it or nothing; the former database is moved aside.
   * @returns its new place, null when there was none; or why nothing was restored
   */
  bringBack(path: string, order: BringBack): Promise<{ aside: string | null } | { error: Occupied }>;
};

type BringBack = {
  copied: Copied;
  /** Milliseconds, for the name of the former database. */
  now: number;
  /** Creates the tables as of those migrations. */
  migrateTo(db: Kysely<Schema>, name: string): Promise<void>;
  /**
   * Checks the restored database before it takes effect, and may change it; an exception leaves everything as it was.
   */
  check(db: Db): Promise<void>;
};

/** Kysely's own tables, whose content follows from the migrations. */
export const isBookkeeping = (table: string) => table.startsWith("kysely_");

/** Lists what a copy lacks or has too much, one sentence each. */
export function differences(counts: Copied["counts"], { counts: expected }: Copied): string[] {
  return Object.entries(expected)
    .filter(([table, count]) => counts[table] !== count)
    .map(([table, count]) => `${table} has ${counts[table] ?? "no"} rows, not ${count}.`);
}
