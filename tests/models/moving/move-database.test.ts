import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closedDb, type Context } from "#app/context.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { databaseFault, markAsBackup } from "#app/models/instance/homeDatabase.server.ts";
import { moveDatabase } from "#app/models/moving/moveDatabase.server.ts";
import { search } from "#app/models/search/search.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { openDb, tablesOf } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { seed } from "../../../scripts/start/seed.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { bundled } from "../../support/child.ts";
import { testContext } from "../../support/context.ts";
import { emptyDb } from "../../support/database.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

let base: Context;
beforeEach(async () => {
  base = await testContext();
});

/** An installation on a database of its own, with nothing in it; nobody has it open. */
async function anInstallation(fill: (context: Context) => Promise<unknown> = async () => {}): Promise<string> {
  const { db, url } = await emptyDb();
  await migrateToLatest(db);
  await fill({ ...base, db, config: { ...base.config, databaseUrl: url } });
  await db.destroy();
  return url;
}

function aFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-moving-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  return `file:${join(folder, "pressrun.db")}`;
}

const at = (url: string): Context => ({ ...base, config: { ...base.config, databaseUrl: url } });
const move = (from: string, to: string, onStep?: (words: string) => void) =>
  moveDatabase({ ...at(from), db: closedDb() }, { to, actor: "Ruth", onStep });

async function opened<T>(url: string, work: (context: Context) => Promise<T>): Promise<T> {
  const db = openDb(url);
  return work({ ...at(url), db }).finally(() => db.destroy());
}

/** Rows that a move itself writes, and words that each database indexes in its own way. */
const others = ["home", "audit_events", "search_documents"];

const everyRow = (url: string) =>
  opened(url, async ({ db }) => {
    const shapes = (await tablesOf(db).shapes(db)).filter(({ name }) => !others.includes(name));
    const all = [];
    for (const { name } of shapes) {
      const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(db);
      all.push([name, rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort()]);
    }
    return all.sort();
  });

const found = (url: string) =>
  opened(url, async (context) => {
    const { rows } = await sql<{ path: string }>`select path from search_documents order by path`.execute(context.db);
    return rows.map(({ path }) => path);
  });

describe("the demo, moved to another database and back", () => {
  let [first, between, last]: string[] = [];
  beforeAll(async () => {
    base = await testContext();
    first = await anInstallation(async (context) => {
      await seed(context);
      for (const send of await sendsUnderWay(context)) await pauseSend(context, send, "Ruth", "It moves.");
    });
    [between, last] = [aFile(), await anInstallation()];
  });

  test("has every row as before, and is found by its words", async () => {
    const before = await everyRow(first!);
    const moved = await move(first!, between!);
    expect(moved).toMatchObject({ rows: expect.any(Number), receipts: expect.any(Number) });
    expect(await everyRow(between!)).toEqual(before);
    expect(await found(between!)).toEqual(await found(first!));
    expect(await move(between!, last!)).toMatchObject({ rows: expect.any(Number) });
    expect(await everyRow(last!)).toEqual(before);
    expect(await found(last!)).toEqual(await found(first!));
    expect((await opened(last!, (context) => search(context, "robots", 1))).found?.total).toBeGreaterThan(0);
    expect((await opened(last!, (context) => verifyConsent(context))).fault).toBeNull();
  });

  test("sends from the last of the three alone", async () => {
    const faults = [first!, between!, last!].map((url) => opened(url, databaseFault));
    expect(await Promise.all(faults)).toEqual([
      expect.stringContaining("was moved to another one"),
      expect.stringContaining("was moved to another one"),
      null,
    ]);
    expect(await move(first!, aFile())).toEqual({ error: "moved-away", to: between });
    // A move that was void: the former one is claimed again, and whoever may have got something is uncertain.
    await opened(first!, (context) => claimDatabase(context, "Ruth"));
    expect(await opened(first!, databaseFault)).toBeNull();
  });
});

/** Which of two databases may send now: those that have readers, and stand where they belong. */
async function senders(...urls: string[]): Promise<boolean[]> {
  const maySend = async (context: Context) => {
    const tables = await context.db.introspection.getTables();
    if (!tables.some(({ name }) => name === "subscribers")) return false;
    const readers = await context.db.selectFrom("subscribers").select("id").execute();
    return readers.length > 0 && (await databaseFault(context)) === null;
  };
  return Promise.all(urls.map((url) => opened(url, maySend)));
}

const withAReader = () =>
  anInstallation(async (context) => void (await aReader(context, await aBriefing(context), "ana@readers.example")));

/** Throws what a database throws whose disk is full, at one step of a move. */
const fullAt = (step: string) => (words: string) => {
  if (words.startsWith(step)) throw Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
};

describe("a move that breaks off", () => {
  /** Each with who may send once the move is killed there: the former database, and the new one. */
  const steps: [step: string, former: boolean, there: boolean][] = [
    ["Moving subscribers", true, false],
    ["Comparing every row", true, false],
    ["Making the search index", true, false],
    ["Stopping the former database", true, false],
    ["Keeping the new one", false, false],
    ["Telling the former database", false, true],
    ["Done", false, true],
  ];

  test(
    "by kill -9 is ended by the same order, there and back, and never may both send",
    { timeout: 120_000 },
    async () => {
      const run = await bundled("tests/models/moving/move-until.ts");
      const killed = (from: string, to: string, step: string) =>
        run([from, to, step], { MOVED_SITE: base.config.appUrl }).then(
          ({ stdout }) => stdout,
          ({ signal }: { signal: string }) => signal,
        );
      const [first, between, last] = [await withAReader(), aFile(), await anInstallation()];
      const before = await everyRow(first);
      for (const [from, to] of [
        [first, between],
        [between, last],
      ] as const) {
        for (const [step, ...may] of steps) {
          expect([step, await killed(from, to, step)]).toEqual([step, "SIGKILL"]);
          expect([step, ...(await senders(from, to))]).toEqual([step, ...may]);
        }
        expect(await move(from, to)).toMatchObject({ error: "moved-away" });
        expect(await everyRow(to)).toEqual(before);
      }
      expect(await found(last)).toEqual(await found(first));
    },
  );

  test("between its commit and its end names the place where it goes on, and goes on only there", async () => {
    const [from, to] = [await withAReader(), aFile()];
    expect(await move(from, to, fullAt("Telling"))).toEqual({ error: "unfinished", cause: "database or disk is full" });
    expect(await opened(from, databaseFault)).toContain(`A move of this database to ${to} began`);
    expect(await move(from, aFile())).toEqual({ error: "begun-elsewhere", to });
    expect(await senders(from, to)).toEqual([false, true]);
    expect(await move(from, to)).toMatchObject({ rows: expect.any(Number), receipts: expect.any(Number) });
    expect(await senders(from, to)).toEqual([false, true]);
  });

  test("for want of room in the new database leaves the former one as it was, to its last step", async () => {
    const [from, to] = [await withAReader(), aFile()];
    for (const step of ["Moving subscribers", "Keeping the new one"]) {
      expect(await move(from, to, fullAt(step))).toEqual({ error: "target-full", cause: "database or disk is full" });
      expect(await senders(from, to)).toEqual([true, false]);
    }
    expect(await move(from, to)).toHaveProperty("rows");
  });
});

describe("nothing is moved", () => {
  test("out of a copy that nobody has claimed", async () => {
    const [from, to] = [await withAReader(), aFile()];
    await opened(from, (context) => markAsBackup(context, context.clock()));
    expect(await move(from, to)).toEqual({
      error: "unclaimed",
      why: expect.stringContaining("restored from the backup"),
    });
    await opened(from, (context) => claimDatabase(context, "Ruth"));
    expect(await move(from, to)).toHaveProperty("rows");
  });

  test("while somebody has either database open", async () => {
    const [from, to] = [await anInstallation((context) => aBriefing(context)), aFile()];
    await opened(from, async ({ db }) => {
      await db.selectFrom("lists").selectAll().execute();
      expect(await move(from, to)).toEqual({ error: "running" });
    });
    await opened(to, async ({ db }) => {
      await migrateToLatest(db as never);
      expect(await move(from, to)).toEqual({ error: "target-running" });
    });
    expect(await move(from, to)).toHaveProperty("rows");
  });

  test("during a send, over another installation, onto itself and out of nothing", async () => {
    const from = await anInstallation(async (context) => {
      const list = await aBriefing(context);
      await aReader(context, list, "ana@readers.example");
      await sendIssue(context, await anIssue(context, list), "Ruth");
    });
    expect(await move(from, aFile())).toEqual({ error: "sending", sends: 1 });
    expect(await move(from, from)).toEqual({ error: "same-place" });
    expect(await move(aFile(), from)).toEqual({ error: "nothing-there" });
    await opened(from, ({ db }) => db.updateTable("issues").set({ status: "paused" }).execute());
    const full = aFile();
    await opened(full, async (context) => {
      await migrateToLatest(context.db as never);
      await aBriefing(context);
    });
    expect(await move(from, full)).toEqual({ error: "not-empty" });
    const strange = aFile();
    await opened(strange, ({ db }) => sql`create table something (id integer)`.execute(db));
    expect(await move(from, strange)).toEqual({ error: "foreign" });
    expect(await opened(from, databaseFault)).toBeNull();
    expect(await move(from, aFile())).toHaveProperty("rows");
  });

  test("when a receipt of consent was changed; the other database stays empty for the next try", async () => {
    const [from, to] = [
      await anInstallation(async (context) => {
        await aReader(context, await aBriefing(context), "ana@readers.example");
        await context.db.updateTable("consent_ways").set({ source: "elsewhere" }).where("id", "=", 1).execute();
      }),
      aFile(),
    ];
    expect(await move(from, to)).toMatchObject({ error: "broken-chain" });
    expect(await opened(to, ({ db }) => db.selectFrom("subscribers").selectAll().execute())).toEqual([]);
    expect(await opened(from, databaseFault)).toBeNull();
  });
});
