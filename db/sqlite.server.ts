import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import SqliteDatabase from "better-sqlite3";
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, type DatabaseConnection } from "kysely";
import { fileBulk } from "./file-bulk.server.ts";
import { openLogFile, type LogFile } from "./logFile.server.ts";
import type { QuickWays } from "./quick.server.ts";
import type { Db } from "./schema.ts";
import type { AtOnce } from "./statements.server.ts";

/** Opens the file at `path`, and creates it if needed. */
export function sqliteDialect(path: string): SqliteDialect {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // It holds every reader's address. SQLite's other files get the same permissions.
  closeSync(openSync(path, "a", 0o600));
  return new TwoProcessDialect(path);
}

/**
 * Web and sender are two processes on one file. Kysely's stock dialect begins with a plain `begin`, so half of the
 * concurrent read-then-write transactions fail with SQLITE_BUSY. It also tells the migrator that schema changes cannot
 * be rolled back.
 */
class TwoProcessDialect extends SqliteDialect {
  private readonly database: ReturnType<typeof keepStatements>;
  private readonly file: LogFile;
  constructor(path: string) {
    const database = keepStatements(openSqlite(path));
    super({ database });
    this.database = database;
    this.file = openLogFile(`${path}-wal`);
  }
  override createDriver() {
    return new ImmediateDriver(this.database, this.file);
  }
  override createAdapter() {
    return new FileAdapter(this.database, this.file);
  }
}

/** For another process that writes, and until it is asked again whether it has ended; milliseconds. */
const longestWait = 5000;
const betweenAsking = 2;

function openSqlite(path: string) {
  const database = new SqliteDatabase(path);
  database.pragma(`busy_timeout = ${longestWait}`);
  database.pragma("journal_mode = WAL");
  // FULL: a commit survives a power cut; `quickTransaction` leaves that to `flush`.
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  database.pragma("secure_delete = ON");
  // KB of pages, SQLite's own default instead of the driver's 16 MB: the system has the file in memory too, once for all.
  database.pragma("cache_size = -2000");
  return database;
}

/**
 * Kysely prepares every query each time; for the few that a sender runs thousands of times a second that was 7 % of its
 * time.
 * Long because: all ways to the one connection share how its commits wait for the disk.
 */
function keepStatements(database: SqliteDatabase.Database) {
  const kept = new Map<string, SqliteDatabase.Statement>();
  let [isQuick, waits] = [false, true];
  /** It is told seldom, because it takes as long as a row; within a transaction it would be refused. */
  const setWaiting = (wanted: boolean) => {
    if (waits === wanted || database.inTransaction) return;
    database.exec(wanted ? "pragma synchronous = full" : "pragma synchronous = normal");
    waits = wanted;
  };
  const prepare = (query: string) => {
    if (!waits && !isQuick) setWaiting(true);
    // A setting is made while its statement is prepared, and not when a kept one runs again.
    if (query.startsWith("pragma")) return database.prepare(query);
    const known = kept.get(query);
    // A statement whose rows are still being read cannot run again.
    if (known && !known.busy) return known;
    const statement = database.prepare(query);
    if (kept.size >= mostStatements) kept.delete(kept.keys().next().value!);
    kept.set(query, statement);
    return statement;
  };
  return {
    close: () => void database.close(),
    isInTransaction: () => database.inTransaction,
    prepare: (query: string) => prepare(query) as never,
    /** Begins a transaction that writes. @returns false while another process is in one */
    tryToBegin(): boolean {
      if (!waits && !isQuick) setWaiting(true);
      return hasBegun(database);
    },
    /** From here to `endQuick`, commits leave the disk to `flush`. Any other query that follows waits for the disk again. */
    beginQuick() {
      isQuick = true;
      setWaiting(false);
    },
    endQuick: () => void (isQuick = false),
    /** Only inside a transaction of its own, where no rows are still being read. */
    run(query: string, parameters: unknown[]): unknown[] {
      const statement = kept.get(query) ?? prepare(query);
      if (statement.reader) return statement.all(parameters);
      statement.run(parameters);
      return nothing;
    },
  };
}

function hasBegun(database: SqliteDatabase.Database): boolean {
  database.exec("pragma busy_timeout = 0");
  try {
    database.exec("begin immediate");
    return true;
  } catch (error) {
    if (!String((error as { code?: string }).code).startsWith("SQLITE_BUSY")) throw error;
    return false;
  } finally {
    database.exec(`pragma busy_timeout = ${longestWait}`);
  }
}

const mostStatements = 300;
const nothing: unknown[] = [];

class ImmediateDriver extends SqliteDriver {
  private readonly database: ReturnType<typeof keepStatements>;
  private readonly file: LogFile;
  constructor(database: ReturnType<typeof keepStatements>, file: LogFile) {
    super({ database });
    this.database = database;
    this.file = file;
  }
  /** While another process writes, this one goes on with all that needs no database; SQLite’s own wait would stop it. */
  override async beginTransaction(connection: DatabaseConnection) {
    const end = performance.now() + longestWait;
    while (!this.database.tryToBegin()) {
      // The last time it waits itself, and its error says why.
      if (performance.now() > end) return void (await connection.executeQuery(CompiledQuery.raw("begin immediate")));
      await sleep(betweenAsking);
    }
  }
  /** A full disk has ended the transaction already; a second rollback would hide its error. */
  override async rollbackTransaction(connection: DatabaseConnection) {
    if (this.database.isInTransaction()) await super.rollbackTransaction(connection);
  }
  override async destroy() {
    await super.destroy();
    this.file.close();
  }
}

class FileAdapter extends SqliteAdapter {
  readonly quick: QuickWays;
  readonly bulk = fileBulk;
  constructor(database: ReturnType<typeof keepStatements>, file: LogFile) {
    super();
    this.quick = quickWays(database, file);
  }
  override get supportsTransactionalDdl() {
    return true;
  }
}

function quickWays(database: ReturnType<typeof keepStatements>, file: LogFile): QuickWays {
  // Nobody else is in a transaction on the one connection while the callback runs.
  const steps = <T>(db: Db, work: (atOnce: AtOnce) => T) =>
    db.connection().execute(async () => unwaited(database, () => work({ db, run: database.run })));
  return {
    flush: () => file.flush(),
    transaction: (db, work) =>
      db.connection().execute(async (db) => {
        database.beginQuick();
        try {
          return await db.transaction().execute(work);
        } finally {
          database.endQuick();
        }
      }),
    trip: async (db, trip) => (db.isTransaction ? trip.steps({ db, run: database.run }) : steps(db, trip.steps)),
    steps,
  };
}

function unwaited<T>(database: ReturnType<typeof keepStatements>, steps: () => T): T {
  database.beginQuick();
  try {
    database.run("begin immediate", []);
    const result = steps();
    database.run("commit", []);
    return result;
  } catch (error) {
    // A full disk has ended the transaction already.
    if (database.isInTransaction()) database.run("rollback", []);
    throw error;
  } finally {
    database.endQuick();
  }
}

/**
 * Merges the log into the database file, and removes it.
 * @returns `in-use` while another connection has it open; then nothing was done
 */
export function fold(path: string): "folded" | "in-use" | "broken" {
  const database = new SqliteDatabase(path, { timeout: 500 });
  try {
    return database.pragma("journal_mode = delete", { simple: true }) === "delete" ? "folded" : "in-use";
  } catch (error) {
    return (error as { code?: string }).code?.startsWith("SQLITE_BUSY") ? "in-use" : "broken";
  } finally {
    database.close();
  }
}

/**
 * Checks the structure of a file and its foreign keys, on a thread of its own: a gigabyte takes seconds.
 * @returns the faults, at most ten sentences
 */
export function lookThrough(path: string): Promise<string[]> {
  return new Promise((done, fail) => {
    const worker = new Worker(looking, { eval: true, workerData: resolve(path) });
    worker.once("message", (found: string[]) => done(found));
    worker.once("error", fail);
  });
}

const looking = `
  const { parentPort, workerData } = require("node:worker_threads");
  const found = [];
  try {
    const database = new (require("better-sqlite3"))(workerData, { fileMustExist: true, timeout: 5000 });
    for (const { integrity_check: words } of database.pragma("integrity_check(10)"))
      if (words !== "ok") found.push("The file is damaged: " + words.replace(/\\s+/g, " ") + ".");
    for (const { table, parent } of database.pragma("foreign_key_check").slice(0, 10))
      found.push("A row of " + table + " refers to one of " + parent + " that is not there.");
    database.close();
  } catch (error) {
    found.push("The file is damaged: " + error.message + ".");
  }
  parentPort.postMessage(found.slice(0, 10));
`;
