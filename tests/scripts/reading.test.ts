import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { databaseOutage, openDb } from "#db/client.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { emptyDb, engine } from "../support/database.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";

let context: TestContext;
let list: List;
let terminal: Terminal;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  terminal = aTerminal({ databaseUrl: context.database.url });
});

test.each<[string, string[]]>([
  ["deliveries", ["--issue", "1"]],
  ["deliveries", ["--issue", "1", "--email", "ana@readers.example"]],
  ["settle", ["--issue", "1"]],
  ["slot", []],
  ["pace", []],
  ["consent", ["verify"]],
  ["dkim", ["--list"]],
])("%s %j reads while another process writes", async (script, args) => {
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  expect(sent).toHaveProperty("send");
  const other = openDb(context.database.url);
  const read = await other.transaction().execute(async (db) => {
    await sql`update lists set name = 'Held'`.execute(db);
    await sql`update deliveries set attempts = 0`.execute(db);
    return terminal.run(script, args);
  });
  await other.destroy();
  expect(read).toMatchObject({ code: 0, stderr: "" });
});

test("what only reads migrates nothing, and says what to do", async () => {
  const empty = await emptyDb();
  const said = await aTerminal({ databaseUrl: empty.url }).run("deliveries", ["--issue", "1"]);
  expect(said).toMatchObject({ code: 1, stdout: "" });
  expect(said.stderr).toMatch(/^There is nothing in the database yet\./);
  expect(await empty.db.introspection.getTables()).toEqual([]);
  await sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(context.db);
  expect(await terminal.run("slot")).toMatchObject({
    code: 1,
    stderr: "The database is older than this version. Run: npm run migrate\n",
  });
});

test("an import reads standard input", async () => {
  const args = ["-", "--list", "weekly", "--consent", "Stand 12, automatica Munich, 23 June 2026"];
  const said = await terminal.run("import-subscribers", args, { input: "email\nben@readers.example\n" });
  expect(said).toMatchObject({ code: 0 });
  expect(said.stdout).toMatch(/imported +1\n/);
  const csv = await text(Readable.from(subscribersCsv(context, list, { who: "recipients" }, "Ruth")));
  expect(csv).toContain("ben@readers.example");
});

test("a dry run says what would become of each row, its report has all, and nobody is imported", async () => {
  const report = join(mkdtempSync(join(tmpdir(), "pressrun-report-")), "rows.csv");
  const args = ["-", "--list", "weekly", "--consent", "The fair", "--dry-run", "--report", report];
  const input = "email,status\n=eva@x.example,active\ngone@x.example,unsubscribed\n";
  const said = await terminal.run("import-subscribers", args, { input });
  expect(said).toMatchObject({ code: 0 });
  expect(said.stdout).toMatch(/Joins the list\.\n {2}line 2: =eva@x\.example\n/);
  expect(said.stdout).toMatch(/if it were imported now \(nothing has been\)/);
  expect(readFileSync(report, "utf8").split("\r\n").slice(1)).toEqual([
    "standard input,2,'=eva@x.example,imported,Joins the list.",
    "standard input,3,gone@x.example,left,They left there: kept as somebody who left.",
    "",
  ]);
  expect((await terminal.run("import-subscribers", args, { input })).stderr).toContain(
    "There is such a file already; name another",
  );
  const csv = await text(Readable.from(subscribersCsv(context, list, { who: "all" }, "Ruth")));
  expect(csv).not.toContain("x.example");
});

test("a report without rows is not kept, and a folder is no file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-report-"));
  const report = join(folder, "rows.csv");
  const file = terminal.file("readers.csv", "email,status\neva@x.example,VIP\n");
  const args = ["--list", "weekly", "--consent", "The fair", "--report", report];
  expect((await terminal.run("import-subscribers", [file, ...args])).stderr).toContain("“VIP”");
  const said = await terminal.run("import-subscribers", [file, ...args, "--state", "status:VIP=active"]);
  expect(said).toMatchObject({ code: 0 });
  expect(readFileSync(report, "utf8")).toContain("eva@x.example,imported");
  expect((await terminal.run("import-subscribers", [folder, ...args])).stderr).toBe(
    `${folder}: This is a folder; name a file in it.\n`,
  );
});

test("consent is verified from standard input", async () => {
  const exported = await terminal.run("consent", ["export"]);
  const said = await terminal.run("consent", ["verify", "--file", "-"], { input: exported.stdout });
  expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining("OK: every receipt") });
});

test("a full disk is what is told of a transaction that it ended", async () => {
  const { db } = context;
  const filling = db.transaction().execute(async (db) => {
    await sql`update lists set name = 'Half'`.execute(db);
    // SQLite may grow no more; PostgreSQL says what it says then.
    if (engine === "postgres")
      await sql`do $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$`.execute(db);
    await sql.raw("pragma max_page_count = 1").execute(db);
    await sql`create table filler as
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000) select i from n`.execute(db);
  });
  expect(await filling.then(() => "none", databaseOutage)).toBe("full");
  expect(await db.selectFrom("lists").select("name").execute()).toEqual([{ name: "The Robotics Briefing" }]);
});
