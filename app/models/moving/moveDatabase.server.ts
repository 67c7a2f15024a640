import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { filesOf, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import type { ChainFault } from "#app/models/consent/verification.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { confirmDatabase, isMovedAway, markAsMoved, settleHere } from "#app/models/instance/homeDatabase.server.ts";
import { indexMissing } from "#app/models/search/index.server.ts";
import { copierOf, openDb, tablesOf } from "#db/client.server.ts";
import { compareSchema, migrateToLatest } from "#db/migrate.server.ts";
import type { Db } from "#db/schema.ts";
import { changedTables, copyTables, countRows, shapeDifferences } from "#db/tables.server.ts";

type MoveOrder = {
  /** The URL of the database that it moves to. */
  to: string;
  actor: string;
  /** @param rows of all tables that have been written so far */
  onStep?(words: string, rows?: number): void;
};

export type MoveFault =
  | { error: "same-place" | "nothing-there" | "running" | "target-running" | "not-empty" | "foreign" | "moved-away" }
  | { error: "old-schema"; missing: string[] }
  | { error: "sending"; sends: number }
  | { error: "unlike"; columns: string[] }
  | { error: "changed"; tables: string[] }
  | { error: "broken-chain"; fault: ChainFault };

/** Rows of each table, and the receipts of consent that were verified in the new database. */
export type MovedDatabase = { tables: Record<string, number>; rows: number; receipts: number };

type Opened = ReturnType<typeof openDb>;

/**
 * Moves an installation into another database, all of it or nothing, and compares every row afterwards. From then on the
 * new one sends, and the former one does not. Nothing may run meanwhile.
 * @param context of an installation whose database is not open
 */
export async function moveDatabase(context: Context, order: MoveOrder): Promise<MovedDatabase | MoveFault> {
  const from = context.config.databaseUrl;
  const why = await occupied(from, order.to);
  if (why) return why;
  const [source, target] = [openDb(from), openDb(order.to)];
  try {
    const fault = (await sourceFault({ ...context, db: source })) ?? (await targetFault(target));
    if (fault) return fault;
    const moved = await copied(context, source, target, order);
    if ("error" in moved) return moved;
    // The former one is stopped before the new one may send, wherever this process ends.
    const there = { ...context, db: target, config: { ...context.config, databaseUrl: order.to } };
    await markAsMoved({ ...context, db: source }, "movedAway");
    await logAction({ ...context, db: source }, order.actor, "moved-away", `${moved.rows} rows`);
    await there.db.transaction().execute((db) => settleHere({ ...there, db }, order.actor));
    await confirmDatabase(there);
    await logAction(there, order.actor, "moved-here", `${moved.rows} rows`);
    return moved;
  } finally {
    await source.destroy();
    await target.destroy();
  }
}

async function occupied(from: string, to: string): Promise<MoveFault | null> {
  const [file] = filesOf(from);
  if (file && !existsSync(file)) return { error: "nothing-there" };
  const placeOf = (url: string) => filesOf(url)[0] ?? url;
  if (resolve(placeOf(from)) === resolve(placeOf(to))) return { error: "same-place" };
  if ((await copierOf(from).occupied()) === "running") return { error: "running" };
  const why = await copierOf(to).occupied();
  return why && { error: why === "running" ? "target-running" : why };
}

async function sourceFault(context: Context): Promise<MoveFault | null> {
  const { missing, isEmpty } = await compareSchema(context.db);
  if (isEmpty) return { error: "nothing-there" };
  if (missing.length > 0) return { error: "old-schema", missing };
  if (await isMovedAway(context)) return { error: "moved-away" };
  const sends = await sendsUnderWay(context);
  return sends.length > 0 ? { error: "sending", sends: sends.length } : null;
}

/** Its tables are made, if it has none; a former try that did not end has left nothing in them. */
async function targetFault(db: Opened): Promise<MoveFault | null> {
  const tables = (await db.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name);
  if (tables.length > 0 && !tables.includes("kysely_migration")) return { error: "foreign" };
  await migrateToLatest(db);
  for (const table of ["briefing", "editors", "lists", "articles", "issues", "subscribers"])
    if ((await countRows(db, table)) > 0) return { error: "not-empty" };
  return null;
}

class Unfit extends Error {
  constructor(readonly fault: MoveFault) {
    super(fault.error);
  }
}

/** In one transaction of the target, which stays as it was when anything fails. */
async function copied(
  context: Context,
  source: Opened,
  target: Opened,
  order: MoveOrder,
): Promise<MovedDatabase | MoveFault> {
  const columns = shapeDifferences(await tablesOf(source).shapes(source), await tablesOf(target).shapes(target));
  if (columns.length > 0) return { error: "unlike", columns };
  return target
    .transaction()
    .execute((to) => fill({ ...context, db: to }, source, order))
    .catch((error: unknown) => {
      if (error instanceof Unfit) return error.fault;
      throw error;
    });
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
  await markAsMoved(context, "movedHere");
  const counts = [...tallies].map(([table, tally]) => [table, tally.rows] as const);
  return { tables: Object.fromEntries(counts.sort()), rows, receipts: head.events };
}
