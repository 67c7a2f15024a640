import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { inTransaction, type Context } from "#app/context.server.ts";
import { lastEvent } from "#app/models/auditLog.server.ts";
import {
  advanceDatabaseVersion,
  confirmDatabase,
  databaseFault,
  reasonAway,
} from "#app/models/instance/homeDatabase.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import { renderIssue } from "#app/models/issues/rendering.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { openDb, whereaboutsOf } from "#db/client.server.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";
import { createDatabase, databaseUrl, dropDatabase } from "../../support/postgres.ts";

let context: TestContext;
let list: List;
beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

async function sendOne(): Promise<Awaited<ReturnType<typeof sendIssue>>> {
  await aReader(context, list, `reader${Math.random()}@readers.example`);
  return sendIssue(context, await anIssue(context, list), "Ruth");
}

/** The same installation, its database at another address. */
function at(url: string): Context {
  const db = openDb(url);
  endsWithTheTest(() => db.destroy());
  return { ...context, db, config: { ...context.config, databaseUrl: url } };
}

const elsewhere = (appUrl: string): Context => ({ ...context, config: { ...context.config, appUrl } });

describe("a database is at home", () => {
  test("before anything was sent from it, and that is only looked at", async () => {
    expect(await databaseFault(context)).toBeNull();
    expect(await context.db.selectFrom("home").selectAll().execute()).toEqual([]);
  });

  test("after a send, and after a restart", async () => {
    expect(await sendOne()).toHaveProperty("counts");
    expect(await databaseFault(context)).toBeNull();
    expect(await databaseFault(at(context.database.url))).toBeNull();
    expect(await sendOne()).toHaveProperty("counts");
  });

  test("whichever of several processes advances it, and however often", async () => {
    const processes = [context, at(context.database.url), at(context.database.url)];
    for (const one of [...processes, ...processes]) await advanceDatabaseVersion(one);
    await Promise.all([1, 2, 3, 4].map(() => advanceDatabaseVersion(context)));
    for (const one of processes) expect(await databaseFault(one)).toBeNull();
  });

  test("on another port of this machine", async () => {
    await advanceDatabaseVersion(elsewhere("http://localhost:3000"));
    expect(await databaseFault(elsewhere("http://127.0.0.1:3001"))).toBeNull();
  });
});

describe("a database that is not at home", () => {
  beforeEach(() => advanceDatabaseVersion(context));
  const staging = () => elsewhere("https://staging.example.org");

  test("under another APP_URL sends nothing, and says why and what to do", async () => {
    const why =
      "This database was last used for https://briefing.example.org, and APP_URL is now https://staging.example.org: " +
      "it may be a copy. Nothing is sent until an operator claims it: at the desk, or with npm run claim.";
    expect(await databaseFault(staging())).toBe(why);
    await aReader(context, list, "ana@readers.example");
    const number = await anIssue(context, list);
    const sent = await sendIssue(staging(), number, "Ruth");
    expect(sent).toEqual({ error: "faults", faults: [{ error: "away", why }] });
    expect(await context.db.selectFrom("deliveries").selectAll().execute()).toEqual([]);
  });

  test("can be previewed all the same", async () => {
    const rehearsed = await renderIssue(staging(), await anIssue(context, list));
    expect("faults" in rehearsed && rehearsed.faults.map(({ error }) => error)).toEqual(["no-readers"]);
  });

  test("is not brought home by whatever else goes on", async () => {
    await advanceDatabaseVersion(staging());
    expect(await databaseFault(staging())).toContain("may be a copy");
    expect(await databaseFault(context)).toBeNull();
  });

  test("sends again once it is claimed, which is noted with its reason (S-16)", async () => {
    await claimDatabase(staging(), "Ruth");
    expect(await databaseFault(staging())).toBeNull();
    expect(await lastEvent(context, "claim", "")).toMatchObject({
      actor: "Ruth",
      detail: expect.stringMatching(/^This database was last used for .*: it may be a copy\.$/) as string,
    });
    expect(await databaseFault(context)).toContain("APP_URL is now https://briefing.example.org");
  });
});

test("each sign that a database is not where it was has its words", () => {
  const home = {
    place: { database: "7", server: "1", timeline: "1", site: "https://a" },
    token: "b",
    formerToken: "a",
  };
  const away = (now: object, lease: string | null = "b") => reasonAway(home, { ...home.place, ...now }, lease);
  expect(away({})).toBeNull();
  expect(away({}, "a")).toBeNull();
  expect(away({ database: "8" })).toMatch(/copied, moved or restored/);
  expect(away({ server: "2" })).toMatch(/copied, moved or restored/);
  expect(away({ timeline: "2" })).toMatch(/standby took its place/);
  expect(away({ site: "https://b" })).toMatch(/APP_URL is now https:\/\/b/);
  const moving = { ...home, place: { ...home.place, moving: "today", to: "file:/new.db" } };
  expect(reasonAway(moving, home.place, "b")).toMatch(/to file:\/new.db began on today, and did not end/);
  expect(away({}, null)).toMatch(/without the file beside it/);
  expect(away({}, "c")).toMatch(/restored from a backup/);
  expect(away({}, "")).toMatch(/restored from a backup/);
  expect(away({ timeline: undefined, server: undefined })).toBeNull();
});

const fileTests = () => {
  let path: string;
  let lease: string;
  beforeEach(async () => {
    path = context.database.url.replace(/^file:/, "");
    lease = `${path}-home`;
    await advanceDatabaseVersion(context);
  });

  /** A backup as SQLite makes it, beside the database. */
  async function backUp(): Promise<string> {
    const copy = `${path}.backup`;
    const { default: Database } = await import("better-sqlite3");
    const open = new Database(path);
    await open.backup(copy);
    open.close();
    endsWithTheTest(() => rm(copy, { force: true }));
    return copy;
  }

  async function restore(copy: string) {
    await context.db.destroy();
    for (const end of ["-wal", "-shm"]) await rm(path + end, { force: true });
    await copyFile(copy, path);
    return at(context.database.url);
  }

  test("a copy in another place does not send; with the file beside it, it does not either", async () => {
    const copy = await backUp();
    for (const end of ["", "-wal", "-shm", "-home"]) endsWithTheTest(() => rm(`${copy}${end}`, { force: true }));
    expect(await databaseFault(at(`file:${copy}`))).toContain("not where it was last used");
    await copyFile(lease, `${copy}-home`);
    expect(await databaseFault(at(`file:${copy}`))).toContain("not where it was last used");
  });

  test("a backup restored over it does not send again what went out since", async () => {
    const copy = await backUp();
    expect(await sendOne()).toHaveProperty("counts");
    const restored = await restore(copy);
    expect(await databaseFault(restored)).toContain("restored from a backup");
    await claimDatabase(restored, "Ruth");
    expect(await databaseFault(restored)).toBeNull();
  });

  test("a backup made while an issue goes out is recognised too, because the sender advances", async () => {
    await sendOne();
    const copy = await backUp();
    context.later(5000);
    await advanceDatabaseVersion(context, 10_000);
    expect(await readFile(lease, "utf8")).toMatch(new RegExp(`^${context.clock() - 5000}-`));
    context.later(5000);
    await advanceDatabaseVersion(context, 10_000);
    expect(await databaseFault(await restore(copy))).toContain("restored from a backup");
  });

  test("a whole directory restored, file beside it and all, is recognised", async () => {
    const [copy, home] = [await backUp(), await readFile(lease)];
    await advanceDatabaseVersion(context);
    await advanceDatabaseVersion(context);
    await writeFile(lease, home);
    expect(await databaseFault(await restore(copy))).toContain("restored from a backup");
  });

  test("the file beside it taken away", async () => {
    await rm(lease);
    expect(await databaseFault(context)).toContain("without the file beside it");
    await claimDatabase(context, "Ruth");
    expect(await databaseFault(context)).toBeNull();
  });

  test("a crash between the commit and the file beside it locks nobody out, and the next advance mends it", async () => {
    for (let crashes = 0; crashes < 3; crashes += 1) {
      // Inside a transaction of somebody else, the file waits for their commit, which is all that a crash leaves.
      await inTransaction(context, (context) => advanceDatabaseVersion(context));
      const { token, former_token } = await context.db.selectFrom("home").selectAll().executeTakeFirstOrThrow();
      expect((await readFile(lease, "utf8")).split(" ")[0]).toBe(former_token);
      expect(token).not.toBe(former_token);
      expect(await databaseFault(at(context.database.url))).toBeNull();
    }
    await confirmDatabase(context);
    expect(await databaseFault(context)).toBeNull();
  });

  test("a send that is undone leaves the file as it was", async () => {
    const before = await readFile(lease, "utf8");
    const undone = inTransaction(context, async (context) => {
      await advanceDatabaseVersion(context);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await readFile(lease, "utf8")).toBe(before);
    expect(await databaseFault(context)).toBeNull();
  });
};

const serverTests = () => {
  const server = () => databaseUrl(inject("databases"), "postgres");
  const nameOf = (url: string) => new URL(url).pathname.slice(1);

  beforeEach(() => advanceDatabaseVersion(context));

  test("a clone of the database does not send, until it is claimed", async () => {
    await context.db.destroy();
    const name = await createDatabase(server(), nameOf(context.database.url));
    endsWithTheTest(() => dropDatabase(server(), name));
    const clone = at(databaseUrl(server(), name));
    expect(await databaseFault(clone)).toContain("not where it was last used");
    await claimDatabase(clone, "Ruth");
    expect(await databaseFault(clone)).toBeNull();
  });

  test("a dump loaded back into the same database is recognised", async () => {
    const rows = await context.db.selectFrom("home").selectAll().execute();
    await context.db.deleteFrom("home").execute();
    await context.db.insertInto("home").values(rows).execute();
    expect(await databaseFault(context)).toContain("restored from a backup");
    await claimDatabase(context, "Ruth");
    expect(await databaseFault(context)).toBeNull();
  });

  test("a role that may not ask for the cluster's number goes by the server's address", async () => {
    const { db, url } = context.database;
    const { sql } = await import("kysely");
    const role = nameOf(url).slice(0, 40);
    await sql`revoke execute on function pg_control_system() from public`.execute(db);
    await sql`create role ${sql.id(role)} login password 'secret'`.execute(db);
    endsWithTheTest(async () => void (await sql`drop role ${sql.id(role)}`.execute(at(server()).db)));
    const asRole = new URL(url);
    asRole.username = role;
    asRole.password = "secret";
    const place = await whereaboutsOf(at(asRole.href).db, asRole.href).place();
    expect(Object.keys(place)).toEqual(["database", "address"]);
  });
};

describe("what tells a copy", engine === "postgres" ? serverTests : fileTests);
