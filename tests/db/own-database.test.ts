import { sql } from "kysely";
import { expect, test } from "vitest";
import { openDb } from "#db/client.server.ts";
import { engine, testDb, type TestDb } from "../support/database.ts";
import { endsWithTheTest } from "../support/cleanup.ts";

/** Every row of every table. */
async function rowsOf({ db }: TestDb) {
  const tables = await db.introspection.getTables();
  const names = tables.map(({ name }) => name).filter((name) => !/^(kysely|search_words|search_readers)/.test(name));
  expect(names).toContain("site");
  return Promise.all(
    names.sort().map(async (name) => [name, (await sql`select * from ${sql.table(name)}`.execute(db)).rows]),
  );
}

const addList = ({ db }: Pick<TestDb, "db">, name: string) =>
  db
    .insertInto("lists")
    .values({ name, slug: name.toLowerCase(), created_at: 1 })
    .returning("id")
    .executeTakeFirstOrThrow();

test("a test's database is as the migrations leave it, whatever the test before it has written", async () => {
  const first = await testDb();
  await addList(first, "Weekly");
  await addList(first, "Monthly");
  await first.db.deleteFrom("consent_head").execute();
  await first[Symbol.asyncDispose]();

  const [second, untouched] = [await testDb(), await testDb()];
  expect(await rowsOf(second)).toEqual(await rowsOf(untouched));
  expect((await addList(second, "Weekly")).id).toBe((await addList(untouched, "Weekly")).id);
});

test("nor does it have the tables or the columns that the test before it has made", async () => {
  const first = await testDb();
  await sql`alter table lists add column colour text`.execute(first.db);
  await first[Symbol.asyncDispose]();
  const second = await testDb();
  await expect(sql`select colour from lists`.execute(second.db)).rejects.toThrow("colour");
});

test("what the test before it has left in the middle of its work neither holds it up nor ends well", async () => {
  const first = await testDb();
  await addList(first, "Weekly");
  const other = openDb(first.url);
  endsWithTheTest(() => other.destroy());
  const work = await other.startTransaction().execute();
  await addList({ db: work }, "Late");
  await first[Symbol.asyncDispose]();
  await expect(addList(first, "Monthly")).rejects.toThrow("destroyed");

  const second = await testDb();
  await addList(second, "Weekly");
  const late = work.commit().execute();
  if (engine === "postgres") await expect(late).rejects.toThrow();
  await late.catch(() => work.rollback().execute());
  expect(await second.db.selectFrom("lists").select("name").execute()).toEqual([{ name: "Weekly" }]);
});
