import { CompiledQuery, type Transaction } from "kysely";
import type { AtOnce, Ready } from "./statements.server.ts";
import type { Db, Schema } from "./schema.ts";

/** Work that comes thousands of times a second, in the two forms that are quick on the two kinds of database. */
export type Trip<R> = {
  /** On a file: one statement after the other, without a promise for each. */
  steps(atOnce: AtOnce): R[];
  /** On a server: one statement, so one round trip and one commit. */
  single(db: Db): Ready;
};

/** The quick ways of one kind of database; its Kysely adapter holds them. */
export type QuickWays = {
  transaction<T>(db: Db, work: (db: Transaction<Schema>) => Promise<T>): Promise<T>;
  trip<R>(db: Db, trip: Trip<R>): Promise<R[]>;
  /** Only on a file. */
  steps?<T>(db: Db, work: (atOnce: AtOnce) => T): Promise<T>;
  flush(): Promise<void>;
};

/**
 * Runs a transaction without waiting for the disk. It survives a crash of the process at once, and a power cut after
 * the next `flush`. A server waits itself, without blocking this process.
 */
export function quickTransaction<T>(db: Db, work: (db: Transaction<Schema>) => Promise<T>): Promise<T> {
  return waysOf(db).transaction(db, work);
}

/**
 * Like `quickTransaction`, for work that needs no promise in between; within a transaction it is a part of that.
 * @returns the rows of the form that fits the database
 */
export function quickTrip<R>(db: Db, trip: Trip<R>): Promise<R[]> {
  return waysOf(db).trip(db, trip);
}

/**
 * Runs work in a quick transaction of its own without a promise in between.
 * @returns null on a server, where each statement is a round trip
 */
export function inSteps<T>(db: Db, work: (atOnce: AtOnce) => T): Promise<T> | null {
  return waysOf(db).steps?.(db, work) ?? null;
}

/** Makes everything committed before the call survive a power cut. Simultaneous calls share a wait. */
export function flush(db: Db): Promise<void> {
  return waysOf(db).flush();
}

/**
 * Leaves SQLite’s log to other processes: to carry it over takes up to half a second, in which a web process answers nobody. A sender
 * does so all the time; without one it is still done, after 16 MB.
 */
export async function leaveLog(db: Db): Promise<void> {
  if ("isServer" in db.getExecutor().adapter) return;
  await db.executeQuery(CompiledQuery.raw("pragma wal_autocheckpoint = 4000"));
}

function waysOf(db: Db): QuickWays {
  return (db.getExecutor().adapter as unknown as { quick: QuickWays }).quick;
}
