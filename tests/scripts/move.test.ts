import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrateToLatest } from "#db/migrate.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext } from "../support/context.ts";
import { emptyDb } from "../support/database.ts";
import { aBriefing } from "../support/newsroom.ts";
import { aTerminal } from "../support/scripts.ts";

test("an installation moves by one command, which says how to go on; the former database is left alone then", async () => {
  const base = await testContext();
  const { db, url } = await emptyDb();
  await migrateToLatest(db);
  await aBriefing({ ...base, db });
  await db.destroy();
  const folder = mkdtempSync(join(tmpdir(), "pressrun-move-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  const terminal = aTerminal({ databaseUrl: url });
  const to = join(folder, "pressrun.db");

  expect(await terminal.run("move", [])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Say where it moves to"),
  });
  const said = await terminal.run("move", ["--to", to]);
  expect(said).toMatchObject({ code: 0, stderr: "" });
  expect(said.stdout).toMatch(/^Moved \d+ rows of \d+ tables to file:/);
  expect(said.stdout).toContain("DATABASE_URL=file:");
  expect(await terminal.run("move", ["--to", join(folder, "again.db")])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("This database was moved already"),
  });
  const there = aTerminal({ databaseUrl: `file:${to}` });
  expect(await there.run("claim", ["--yes"])).toMatchObject({
    stdout: expect.stringContaining("This database is where it belongs"),
  });
});
