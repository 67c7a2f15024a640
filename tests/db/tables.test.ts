import { readFileSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { openDb, tablesOf } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import type { Db } from "#db/schema.ts";
import {
  Bytes,
  changedTables,
  copyTables,
  shapeDifferences,
  type RowValues,
  type TableShape,
} from "#db/tables.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { emptyDb, engine } from "../support/database.ts";

const side = (db: Db) => ({ db, tables: tablesOf(db) });
let here: Awaited<ReturnType<typeof openDb>>;
let file: Awaited<ReturnType<typeof openDb>>;

/** A database of this run's engine, and one in a file, both with every table. */
beforeEach(async () => {
  here = await another();
  file = await aFile();
});

async function another() {
  const { db } = await emptyDb();
  await migrateToLatest(db);
  await takeAnyWord(db, engine === "postgres");
  return db;
}

/** The words of a column's kinds do not matter here: any text will do. */
async function takeAnyWord(db: Db, isServer: boolean) {
  if (!isServer) return void (await sql`pragma ignore_check_constraints = on`.execute(db));
  const { rows } = await sql<{ name: string; is: string }>`select conrelid::regclass::text as name, conname as is
    from pg_constraint where contype = 'c' and connamespace = current_schema()::regnamespace`.execute(db);
  for (const { name, is } of rows) await sql`alter table ${sql.table(name)} drop constraint ${sql.ref(is)}`.execute(db);
}

async function aFile() {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-tables-"));
  const db = openDb(`file:${join(folder, "moved.db")}`);
  endsWithTheTest(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  await migrateToLatest(db);
  await takeAnyWord(db, false);
  return db;
}

/** Whole numbers are ids and references at once, so that every reference of row `n` is the row `n` of its table. */
function anyRow({ name, columns }: TableShape, n: number): RowValues {
  return columns.map(({ kind, name: column }) => {
    if (kind === "number" || kind === "boolean") return kind === "number" ? n : n % 2 === 0;
    return kind === "bytes" ? new Bytes(Buffer.from([n, 0, 255])) : `${name}.${column} ${n} “'\\,{}" \t\n東京 👩🏽‍🚀`;
  });
}

/** Three rows in each table, in an order that no reference asks for. */
async function fillEveryTable(db: Db) {
  const tables = tablesOf(db);
  const shapes = await tables.shapes(db);
  await db.transaction().execute(async (tx) => {
    const close = await tables.open(tx, shapes);
    for (const shape of shapes.toReversed())
      await tables.insert(
        tx,
        shape,
        [3, 1, 2].map((n) => anyRow(shape, n)),
      );
    await tables.setLastIds(tx, new Map([["pings", 3]]));
    await close();
  });
  return shapes;
}

const moved = (from: Db, to: Db) =>
  from
    .transaction()
    .execute((one) => to.transaction().execute((other) => copyTables(side(one), side(other), () => {})));

test("both databases have the same tables and columns, and these are those of the schema", async () => {
  const shapes = await tablesOf(here).shapes(here);
  expect(shapeDifferences(shapes, await tablesOf(file).shapes(file))).toEqual([]);
  const schema = /export type Schema = \{([^}]*)\}/.exec(readFileSync("db/schema.ts", "utf8"))![1]!;
  const named = [...schema.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name!);
  expect(shapes.map(({ name }) => name).sort()).toEqual(named.sort());
});

test("every table goes there and back, row by row, whatever is in it", async () => {
  const shapes = await fillEveryTable(here);
  expect(shapes.length).toBeGreaterThan(70);
  const tallies = await moved(here, file);
  expect([...tallies].filter(([, { rows }]) => rows !== 3)).toEqual([]);
  expect(await changedTables(side(file), tallies)).toEqual([]);
  const back = await another();
  expect(await moved(file, back)).toEqual(tallies);
  expect(await back.transaction().execute((db) => changedTables(side(db), tallies))).toEqual([]);
  expect(await everyRow(back)).toEqual(await everyRow(here));
});

async function everyRow(db: Db) {
  const rows = [];
  for (const { name } of (await tablesOf(db).shapes(db)).filter(({ name }) => name !== "search_documents"))
    rows.push([
      name,
      (
        await db
          .selectFrom(name as "issues")
          .selectAll()
          .execute()
      )
        .map((row) => JSON.stringify(row, Object.keys(row).sort()))
        .sort(),
    ]);
  return rows.sort();
}

test("ids go on where they were, and triggers and references work as before", async () => {
  await fillEveryTable(here);
  await here.deleteFrom("pings").where("id", "=", 3).execute();
  await here
    .transaction()
    .execute((one) => file.transaction().execute((two) => copyTables(side(one), side(two), () => {})));
  const ping = await file
    .insertInto("pings")
    .values({ feed: "/feed", due_at: 1, attempts: 0 })
    .returning("id")
    .executeTakeFirstOrThrow();
  expect(ping.id).toBe(4);
  const version = async () =>
    (await file.selectFrom("site").select("version").where("id", "=", 1).executeTakeFirst())!.version;
  const before = await version();
  await file.updateTable("lists").set({ name: "Another" }).where("id", "=", 1).execute();
  expect(await version()).toBe(before + 1);
  const orphan = { subscriber_id: 99, list_id: 1, status: "active", created_at: 1, ended_by: null } as const;
  await expect(
    file
      .insertInto("subscriptions")
      .values({ ...orphan, confirmed_at: 1, ended_at: null })
      .execute(),
  ).rejects.toThrow();
});

test("a row that changed on its way is found", async () => {
  await fillEveryTable(here);
  const tallies = await moved(here, file);
  await file.updateTable("topics").set({ name: "Another" }).where("id", "=", 2).execute();
  await file.deleteFrom("pings").where("id", "=", 1).execute();
  expect(await changedTables(side(file), tallies)).toEqual(expect.arrayContaining(["pings", "topics"]));
});
