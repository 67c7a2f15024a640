import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { chunksOf, databaseOutage, isUniqueViolation } from "#db/client.server.ts";
import { testDb } from "../support/database.ts";

const weekly = { slug: "weekly", name: "Weekly", created_at: 0 };
const ada = {
  email: "ada@example.org",
  email_key: "ada@example.org",
  name: "Ada",
  search_key: "ada",
  domain: "example.org",
  created_at: 0,
};

/** What a statement was refused with. */
const refusal = (statement: Promise<unknown>) =>
  statement.then(
    () => expect.fail("the statement went through"),
    (error: unknown) => error,
  );

test("a new row's id is a number, and is never given out again", async () => {
  const { db } = await testDb();
  const first = await db.insertInto("lists").values(weekly).returning("id").executeTakeFirstOrThrow();
  await db.deleteFrom("lists").execute();
  const second = await db.insertInto("lists").values(weekly).returning("id").executeTakeFirstOrThrow();

  expect([first.id, second.id]).toEqual([1, 2]);
});

test("count() and sum() of rows are numbers", async () => {
  const { db } = await testDb();
  await db
    .insertInto("lists")
    .values([weekly, { ...weekly, slug: "daily" }])
    .execute();

  const row = await db
    .selectFrom("lists")
    .select((q) => [q.fn.countAll<number>().as("lists"), sql<number>`sum(id)`.as("sum")])
    .executeTakeFirstOrThrow();

  expect(row).toEqual({ lists: 2, sum: 3 });
});

test("a time in milliseconds comes back as the number it was", async () => {
  const { db } = await testDb();
  const atNight = Date.UTC(2099, 11, 31, 23, 59, 59, 999);
  await db
    .insertInto("lists")
    .values({ ...weekly, created_at: atNight })
    .execute();

  const row = await db.selectFrom("lists").select("created_at").where("created_at", "=", atNight).executeTakeFirst();

  expect(row).toEqual({ created_at: atNight });
});

test("an image's bytes come back as they went in, as a Buffer", async () => {
  const { db } = await testDb();
  const bytes = Buffer.concat([Buffer.from([0, 255, 92, 39, 0]), randomBytes(200_000)]);
  const image = {
    ...{ key: "k", width: 1, height: 1, byte_size: bytes.length },
    content_type: "image/png" as const,
    created_at: 0,
  };
  const { id } = await db.insertInto("images").values(image).returning("id").executeTakeFirstOrThrow();
  await db.insertInto("image_files").values({ image_id: id, bytes }).execute();

  const row = await db.selectFrom("image_files").select("bytes").executeTakeFirstOrThrow();

  expect(Buffer.isBuffer(row.bytes)).toBe(true);
  expect(row.bytes.equals(bytes)).toBe(true);
});

test("a name keeps every character it has: accents, quotes, emoji, direction marks", async () => {
  const { db } = await testDb();
  const name = "Zoë 'O\"Neil' \\ 100% \u{1F916} \u200F";
  await db
    .insertInto("lists")
    .values({ ...weekly, name })
    .execute();

  expect(await db.selectFrom("lists").select("name").executeTakeFirst()).toEqual({ name });
});

test("a taken unique key is a unique violation", async () => {
  const { db } = await testDb();
  await db.insertInto("subscribers").values(ada).execute();

  expect(isUniqueViolation(await refusal(db.insertInto("subscribers").values(ada).execute()))).toBe(true);
});

test("a taken primary key is a unique violation", async () => {
  const { db } = await testDb();
  const row = { email_hash: "h", reason: "complaint", created_at: 0 };
  await db.insertInto("suppressions").values(row).execute();

  expect(isUniqueViolation(await refusal(db.insertInto("suppressions").values(row).execute()))).toBe(true);
});

test("a reference to nobody is refused, and is no unique violation", async () => {
  const { db } = await testDb();
  const toNobody = { subscriber_id: 7, list_id: 7, status: "active", created_at: 0 } as const;

  const error = await refusal(db.insertInto("subscriptions").values(toNobody).execute());

  expect(String(error)).toMatch(/foreign key/i);
  expect(isUniqueViolation(error)).toBe(false);
});

test("a status that the plan does not know is refused", async () => {
  const { db } = await testDb();
  const { id } = await db.insertInto("subscribers").values(ada).returning("id").executeTakeFirstOrThrow();
  const list = await db.insertInto("lists").values(weekly).returning("id").executeTakeFirstOrThrow();
  const row = { subscriber_id: id, list_id: list.id, status: "snoozed" as "active", created_at: 0 };

  expect(String(await refusal(db.insertInto("subscriptions").values(row).execute()))).toMatch(/check/i);
});

test("a required value that is missing is refused", async () => {
  const { db } = await testDb();
  const nameless = { ...ada, name: null as unknown as string };

  expect(String(await refusal(db.insertInto("subscribers").values(nameless).execute()))).toMatch(/not.null/i);
});

test("an erased subscriber's subscriptions go with them", async () => {
  const { db } = await testDb();
  const { id } = await db.insertInto("subscribers").values(ada).returning("id").executeTakeFirstOrThrow();
  const list = await db.insertInto("lists").values(weekly).returning("id").executeTakeFirstOrThrow();
  await db
    .insertInto("subscriptions")
    .values({ subscriber_id: id, list_id: list.id, status: "active", created_at: 0 })
    .execute();

  await db.deleteFrom("subscribers").where("id", "=", id).execute();

  expect(await db.selectFrom("subscriptions").selectAll().execute()).toEqual([]);
});

test("a thousand rows go in as chunks that either engine takes", async () => {
  const { db } = await testDb();
  const readers = Array.from({ length: 1001 }, (_, n) => ({ ...ada, email: `r${n}@x.org`, email_key: `r${n}@x.org` }));

  const chunks = chunksOf(readers);
  for (const chunk of chunks) await db.insertInto("subscribers").values(chunk).execute();

  expect(chunks.map((chunk) => chunk.length)).toEqual([500, 500, 1]);
  const { n } = await db
    .selectFrom("subscribers")
    .select((q) => q.fn.countAll<number>().as("n"))
    .executeTakeFirstOrThrow();
  expect(n).toBe(1001);
});

test("a text of four megabytes is kept whole", async () => {
  const { db } = await testDb();
  const name = "é".repeat(2_000_000);
  await db
    .insertInto("lists")
    .values({ ...weekly, name })
    .execute();

  const row = await db.selectFrom("lists").select("name").executeTakeFirstOrThrow();

  expect(row.name.length).toBe(2_000_000);
});

test.each([
  ["busy", ["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "55P03", "40P01"]],
  ["full", ["SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "53100", "ENOSPC"]],
  ["away", ["57P01", "57P02", "57P03", "08006", "53300", "25006", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]],
  ["unusable", ["28P01", "3D000", "SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_READONLY", "SQLITE_IOERR_READ"]],
  [null, ["23505", "42P01", "57014", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR", "ENOENT"]],
])("a database is %s by the code of the error", (trouble, codes) => {
  for (const code of codes)
    expect([code, databaseOutage(Object.assign(new Error(), { code }))]).toEqual([code, trouble]);
});
