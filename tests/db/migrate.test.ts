import { Migrator, sql } from "kysely";
import { expect, test } from "vitest";
import { migrateToLatest } from "#db/migrate.server.ts";
import { migrations } from "#db/migrations/index.ts";
import { runProcess } from "../support/child.ts";
import { emptyDb, testDb } from "../support/database.ts";

test("an empty database gets every migration, in order", async () => {
  const { db } = await emptyDb();
  expect(await migrateToLatest(db)).toEqual(Object.keys(migrations));
});

test("a database that is up to date is left as it is", async () => {
  const { db } = await testDb();
  expect(await migrateToLatest(db)).toEqual([]);
});

test("of processes that start together on an empty database, one applies each migration and the others wait", async () => {
  const { db, url } = await emptyDb();

  const racers = await Promise.all([1, 2, 3].map(() => runProcess("tests/db/migrate-now.ts", [url])));

  const applied = racers.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
  expect(applied).toEqual(Object.keys(migrations));
  expect(await db.selectFrom("issues").selectAll().execute()).toEqual([]);
});

test("migrations are numbered without a gap, and listed in that order", () => {
  const numbers = Object.keys(migrations).map((name) => Number(name.slice(0, 4)));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test("an address known before domains were kept gets its domain", async () => {
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0001-start");
  await sql`insert into subscribers (email, email_key, name, search_key, created_at)
    values ('Ada@Example.org', 'ada@example.org', '', 'ada', 0)`.execute(db);
  await migrateToLatest(db);
  expect(await db.selectFrom("subscribers").select("domain").execute()).toEqual([{ domain: "example.org" }]);
});

test("letters keep their numbers when more kinds of them become possible, and new ones go on behind", async () => {
  const { db } = await emptyDb();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  await migrator.migrateTo("0002-sending");
  await sql`insert into lists (slug, name, created_at) values ('weekly', 'Weekly', 0)`.execute(db);
  await sql`insert into subscribers (email, email_key, name, search_key, domain, created_at)
    values ('a@example.org', 'a@example.org', '', 'a', 'example.org', 0)`.execute(db);
  const letter = sql`insert into letters (kind, subscriber_id, list_id, created_at, status, due_at)
    values ('welcome', 1, 1, 5, 'accepted', 5)`;
  await letter.execute(db);
  await letter.execute(db);
  await migrateToLatest(db);
  await letter.execute(db);
  expect(await db.selectFrom("letters").select(["id", "kind"]).orderBy("id").execute()).toEqual([
    { id: 1, kind: "welcome" },
    { id: 2, kind: "welcome" },
    { id: 3, kind: "welcome" },
  ]);
});
