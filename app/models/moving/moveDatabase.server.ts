import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { databaseOutage, filesOf, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import type { ChainFault } from "#app/models/consent/verification.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import {
  confirmDatabase,
  databaseFault,
  markAsMovedAway,
  markAsMovedHere,
  markAsMoving,
  moveOf,
  settleHere,
} from "#app/models/instance/homeDatabase.server.ts";
import { indexMissing } from "#app/models/search/index.server.ts";
import { copierOf, isMissingTable, openDb, tablesOf } from "#db/client.server.ts";
import { compareSchema, migrateToLatest } from "#db/migrate.server.ts";
import type { Db } from "#db/schema.ts";
import { changedTables, copyTables, countRows, countTables, shapeDifferences } from "#db/tables.server.ts";

type MoveOrder = {
  /** The URL of the database that it moves to. */
  to: string;
  actor: string;
  /** @param rows of all tables that have been written so far */
  onStep?(words: string, rows?: number): void;
};

/**
 * Why nothing was moved. `cause` in the database's words. After `unfinished` the former database sends nothing until the same
 * order is given again; after all others nothing has changed.
 */
export type MoveFault =
  | { error: "same-place" | "nothing-there" | "running" | "target-running" | "not-empty" | "foreign" }
  | { error: "moved-away" | "begun-elsewhere"; to: string }
  | { error: "unclaimed"; why: string }
  | { error: "old-schema"; missing: string[] }
  | { error: "sending"; sends: number }
  | { error: "unlike"; columns: string[] }
  | { error: "changed"; tables: string[] }
  | { error: "broken-chain"; fault: ChainFault }
  | { error: "full" | "target-full" | "target-trouble" | "unfinished"; cause: string };

/** Rows of each table, and the receipts of consent that were verified in the new database. */
export type MovedDatabase = { tables: Record<string, number>; rows: number; receipts: number };

type Opened = ReturnType<typeof openDb>;
/** The context of one of the two databases, open. */
type Side = Context & { db: Opened };
/** `to`: where it moves, as people may see it; `move` names this move. */
type Mark = { to: string; move: string };

class Unfit extends Error {
  constructor(readonly fault: MoveFault) {
    super(fault.error);
  }
}

/** Returns a database's URL as people may see it. */
export function withoutPassword(url: string): string {
  if (url.startsWith("file:")) return `file:${resolve(url.slice("file:".length))}`;
  return url.replace(/^([a-z]+:\/\/[^:/@]*):[^@]*@/i, "$1:…@");
}

/**
 * Moves an installation into another database, all of it or nothing, and compares every row afterwards. From then on the
 * new one sends, and the former one does not. Nothing may run meanwhile.
 *
 * The commit of the new one is the move. Before it the former one is stopped, so that two never send; after it the former
 * one learns that it is over. Killed between, it is stopped and no more: the same order, given again, looks whether the
 * new one has everything, and begins again or ends what was begun.
 * @param context of an installation whose database is not open
 */
export async function moveDatabase(context: Context, order: MoveOrder): Promise<MovedDatabase | MoveFault> {
  try {
    return await moveOrEnd(context, order);
  } catch (error) {
    if (error instanceof Unfit) return error.fault;
    const outage = databaseOutage(error);
    // The caller words what concerns the database of the installation.
    if (!outage || !(await answers(context.config.databaseUrl))) throw error;
    return { error: outage === "full" ? "target-full" : "target-trouble", cause: causeOf(error) };
  }
}

async function moveOrEnd(context: Context, order: MoveOrder): Promise<MovedDatabase | MoveFault> {
  const from = context.config.databaseUrl;
  const why = await occupied(from, order.to);
  if (why) return why;
  const former: Side = { ...context, db: openDb(from) };
  const there: Side = { ...context, db: openDb(order.to), config: { ...context.config, databaseUrl: order.to } };
  try {
    const to = withoutPassword(order.to);
    const fault = await sourceFault(former, to);
    if (fault) return fault;
    const begun = await moveOf(former);
    if (begun.state === "moving" && (await hasArrived(there, begun.move)))
      return await end(former, there, order, { to, move: begun.move! }, await countThere(there));
    const unfit = await targetFault(there.db);
    if (unfit) return unfit;
    const mark = { to, move: randomBytes(8).toString("hex") };
    const moved = await copied(former, there, order, mark);
    return "error" in moved ? moved : await end(former, there, order, mark, moved);
  } finally {
    await former.db.destroy();
    await there.db.destroy();
  }
}

async function occupied(from: string, to: string): Promise<MoveFault | null> {
  const [file] = filesOf(from);
  if (file && !existsSync(file)) return { error: "nothing-there" };
  const placeOf = (url: string) => filesOf(url)[0] ?? url;
  if (resolve(placeOf(from)) === resolve(placeOf(to))) return { error: "same-place" };
  if ((await copierOf(from).occupied()) === "running") return { error: "running" };
  const why = await copierOf(to).occupied();
  if (why === "running") return { error: "target-running" };
  // A full one may be that of this very move, which only wants to be ended.
  return why === "foreign" ? { error: "foreign" } : null;
}

async function sourceFault(former: Side, to: string): Promise<MoveFault | null> {
  const { missing, isEmpty } = await compareSchema(former.db);
  if (isEmpty) return { error: "nothing-there" };
  if (missing.length > 0) return { error: "old-schema", missing };
  const last = await moveOf(former);
  if (last.state === "away") return { error: "moved-away", to: last.to };
  if (last.state === "moving" && last.to !== to) return { error: "begun-elsewhere", to: last.to };
  // A copy that may not send must not become one that does by moving.
  const why = last.state === "moving" ? null : await databaseFault(former);
  if (why) return { error: "unclaimed", why };
  const sends = await sendsUnderWay(former);
  return sends.length > 0 ? { error: "sending", sends: sends.length } : null;
}

/** Its tables are made, if it has none; a former try that did not end has left nothing in them. */
async function targetFault(db: Opened): Promise<MoveFault | null> {
  const tables = (await db.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name);
  if (tables.length > 0 && !tables.includes("kysely_migration")) return { error: "foreign" };
  for (const table of ["briefing", "editors", "lists", "articles", "issues", "subscribers"])
    if (tables.includes(table) && (await countRows(db, table)) > 0) return { error: "not-empty" };
  await migrateToLatest(db);
  return null;
}

/** True when a database is the one that a move has brought, whole and settled. */
async function hasArrived(there: Side, move: string | null): Promise<boolean> {
  try {
    return move !== null && (await moveOf(there)).move === move;
  } catch (error) {
    if (isMissingTable(error)) return false;
    throw error;
  }
}

/** In one transaction of the target, which stays as it was when anything fails; then the former one goes on, too. */
async function copied(former: Side, there: Side, order: MoveOrder, mark: Mark): Promise<MovedDatabase | MoveFault> {
  const shapesOf = ({ db }: Side) => tablesOf(db).shapes(db);
  const columns = shapeDifferences(await shapesOf(former), await shapesOf(there));
  if (columns.length > 0) return { error: "unlike", columns };
  try {
    return await there.db.transaction().execute(async (db) => {
      const here = { ...there, db };
      const moved = await fill(here, former.db, order);
      await settleHere(here, order.actor);
      await markAsMovedHere(here, mark.move);
      await logAction(here, order.actor, "moved-here", `${moved.rows} rows`);
      order.onStep?.("Stopping the former database");
      await markAsMoving(former, mark).catch(asOfTheFormer);
      order.onStep?.("Keeping the new one");
      return moved;
    });
  } catch (error) {
    await goOn(former, there, order.actor, mark).catch(() => {
      throw new Unfit({ error: "unfinished", cause: causeOf(error) });
    });
    throw error;
  }
}

function asOfTheFormer(error: unknown): never {
  throw databaseOutage(error) === "full" ? new Unfit({ error: "full", cause: causeOf(error) }) : error;
}

/** Lets the former database send again, if a move that failed has stopped it, and surely has not come to its commit. */
async function goOn(former: Side, there: Side, actor: string, { move }: Mark): Promise<void> {
  const last = await moveOf(former);
  if (last.state !== "moving") return;
  if (await hasArrived(there, move)) throw new Error("the move has arrived");
  await former.db.transaction().execute((db) => settleHere({ ...former, db }, actor));
  await confirmDatabase(former);
}

/** Tells the former database that it was moved. Given again, it ends what was not ended. */
async function end(former: Side, there: Side, order: MoveOrder, mark: Mark, moved: MovedDatabase) {
  try {
    order.onStep?.("Telling the former database");
    await confirmDatabase(there);
    await former.db.transaction().execute(async (db) => {
      await markAsMovedAway({ ...former, db }, mark);
      await logAction({ ...former, db }, order.actor, "moved-away", `${moved.rows} rows`);
    });
    order.onStep?.("Done");
    return moved;
  } catch (error) {
    if (!databaseOutage(error)) throw error;
    throw new Unfit({ error: "unfinished", cause: causeOf(error) });
  }
}

async function countThere(there: Side): Promise<MovedDatabase> {
  const tables = await countTables({ db: there.db, tables: tablesOf(there.db) });
  const { head } = await verifyConsent(there);
  return { tables, rows: Object.values(tables).reduce((sum, rows) => sum + rows, 0), receipts: head.events };
}

async function answers(url: string): Promise<boolean> {
  const db = openDb(url);
  return compareSchema(db)
    .then(() => true)
    .catch(() => false)
    .finally(() => db.destroy());
}

function causeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return (message || code || String(error)).split("\n")[0]!.replace(/\.$/, "");
}

async function fill(context: Context, source: Opened, { onStep }: MoveOrder): Promise<MovedDatabase> {
  const { db } = context;
  const side = (db: Db) => ({ db, tables: tablesOf(db) });
  let rows = 0;
  const tallies = await source.transaction().execute((from) =>
    copyTables(side(from), side(db), (table, more) => {
      rows += more;
      onStep?.(`Moving ${table}`, rows);
    }),
  );
  onStep?.("Comparing every row");
  const tables = await changedTables(side(db), tallies);
  if (tables.length > 0) throw new Unfit({ error: "changed", tables });
  onStep?.("Verifying the receipts of consent");
  const { fault, head } = await verifyConsent(context);
  if (fault) throw new Unfit({ error: "broken-chain", fault });
  onStep?.("Making the search index");
  await indexMissing(context);
  const counts = [...tallies].map(([table, tally]) => [table, tally.rows] as const);
  return { tables: Object.fromEntries(counts.sort()), rows, receipts: head.events };
}
