import { sql, type Kysely } from "kysely";
import { describe, expect, test } from "vitest";
import { openDb } from "#db/client.server.ts";
import { flush, quickTransaction, quickTrip, type Trip } from "#db/quick.server.ts";
import type { Schema } from "#db/schema.ts";
import { statement, type Value } from "#db/statements.server.ts";
import { bundled } from "../support/child.ts";
import { engine, testDb } from "../support/database.ts";

test("web and sender both read and then write, at once, and every transaction of either succeeds", async () => {
  const { db, url } = await testDb();
  await db.insertInto("throttles").values({ scope: "numbers", subject: "", window_at: 0, count: 0 }).execute();
  const takeNumbers = await bundled("tests/db/take-numbers.ts");

  await Promise.all([1, 2, 3].map(() => takeNumbers([url, "40"])));

  const { count } = await db.selectFrom("throttles").select("count").executeTakeFirstOrThrow();
  expect(count).toBe(120);
});

test("a transaction that throws leaves nothing of what it wrote", async () => {
  const { db } = await testDb();

  const failing = db.transaction().execute(async (tx) => {
    await tx.insertInto("lists").values({ slug: "weekly", name: "Weekly", created_at: 0 }).execute();
    throw new Error("the power went");
  });

  await expect(failing).rejects.toThrow("the power went");
  expect(await db.selectFrom("lists").selectAll().execute()).toEqual([]);
});

test("a process that waits for another’s write goes on with everything else", async () => {
  const { db, url } = await testDb();
  const other = openDb(url);
  const insert = (db: Kysely<Schema>, slug: string) =>
    db.insertInto("lists").values({ slug, name: "A list", created_at: 0 }).execute();
  let goOn = () => {};
  const isWriting = Promise.withResolvers<void>();
  const writing = other.transaction().execute(async (tx) => {
    await insert(tx, "weekly");
    isWriting.resolve();
    await new Promise<void>((resolve) => (goOn = resolve));
  });
  await isWriting.promise;
  // Of the same process: would the second one hold it up, the first one could never end.
  const waiting = db.transaction().execute((tx) => insert(tx, "monthly"));
  setTimeout(goOn, 20);
  await Promise.all([writing, waiting]);
  expect(await db.selectFrom("lists").select("slug").orderBy("slug").execute()).toEqual([
    { slug: "monthly" },
    { slug: "weekly" },
  ]);
  await other.destroy();
});

test("a setting of a connection is made each time that it is asked for", async () => {
  const { db } = await testDb();
  const [setting, asked] =
    engine === "sqlite" ? ["pragma cache_size =", "pragma cache_size"] : ["set work_mem to", "show work_mem"];
  const set = (size: number) =>
    db.connection().execute(async (db) => {
      await sql.raw(`${setting} ${size}`).execute(db);
      return Number.parseInt(String(Object.values((await sql<object>`${sql.raw(asked!)}`.execute(db)).rows[0]!)[0]));
    });
  expect([await set(3000), await set(2000), await set(3000)]).toEqual([3000, 2000, 3000]);
});

describe("a quick transaction", () => {
  test("is there for another connection at once, and undone as a whole when it fails", async () => {
    const { db, url } = await testDb();
    const other = openDb(url);
    const insert = (slug: string) => ({ slug, name: slug, created_at: 0 });
    await quickTransaction(db, (db) => db.insertInto("lists").values(insert("weekly")).execute());
    expect(await other.selectFrom("lists").select("slug").execute()).toEqual([{ slug: "weekly" }]);
    const failing = quickTransaction(db, async (db) => {
      await db.insertInto("lists").values(insert("monthly")).execute();
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await other.selectFrom("lists").select("slug").execute()).toHaveLength(1);
    await other.destroy();
  });

  test("leaves every other commit waiting for the disk (T-01)", async () => {
    const { db } = await testDb();
    const asked = engine === "sqlite" ? sql<object>`pragma synchronous` : sql<object>`show synchronous_commit`;
    const mode = async (from: Kysely<Schema>) => Object.values((await asked.execute(from)).rows[0]!)[0] as unknown;
    const before = await mode(db);
    let inside: unknown;
    await quickTransaction(db, async (db) => void (inside = await mode(db)));
    expect(await mode(db)).toBe(before);
    expect(inside).toBe(engine === "sqlite" ? 1 : before);
  });

  test("can be flushed by many at once, and when there is nothing to flush", async () => {
    const { db } = await testDb();
    await flush(db);
    await quickTransaction(db, (db) =>
      db.insertInto("lists").values({ slug: "a", name: "a", created_at: 0 }).execute(),
    );
    await Promise.all(Array.from({ length: 20 }, () => flush(db)));
  });
});

describe("a quick trip", () => {
  const insert = statement((db, value: Value<{ slug: string }>) =>
    db
      .insertInto("lists")
      .values({ slug: value("slug"), name: "A list", created_at: 0 })
      .returning("slug"),
  );
  const inserting = (slug: string): Trip<{ slug: string }> => ({
    steps: (atOnce) => insert.now(atOnce, { slug }),
    single: (db) => insert.ready(db, { slug }),
  });

  test("gives its rows, and is there for another connection at once", async () => {
    const { db, url } = await testDb();
    const other = openDb(url);
    for (const slug of ["a", "b"]) expect(await quickTrip(db, inserting(slug))).toEqual([{ slug }]);
    expect(await other.selectFrom("lists").select("slug").orderBy("slug").execute()).toEqual([
      { slug: "a" },
      { slug: "b" },
    ]);
    await other.destroy();
  });

  test("leaves nothing when one of its steps fails", async () => {
    const { db } = await testDb();
    await quickTrip(db, inserting("a"));
    const failing: Trip<{ slug: string }> = {
      steps: (atOnce) => [...insert.now(atOnce, { slug: "b" }), ...insert.now(atOnce, { slug: "a" })],
      single: (db) => insert.ready(db, { slug: "a" }),
    };
    await expect(quickTrip(db, failing)).rejects.toThrow(/unique/i);
    expect(await db.selectFrom("lists").select("slug").execute()).toEqual([{ slug: "a" }]);
    expect(await quickTrip(db, inserting("c"))).toEqual([{ slug: "c" }]);
  });

  test("within a transaction is undone with it", async () => {
    const { db } = await testDb();
    const failing = db.transaction().execute(async (db) => {
      await quickTrip(db, inserting("a"));
      throw new Error("the power went");
    });
    await expect(failing).rejects.toThrow("the power went");
    expect(await db.selectFrom("lists").select("slug").execute()).toEqual([]);
  });

  test("waits for a transaction of the same process, and is no part of it", async () => {
    const { db } = await testDb();
    let trip: Promise<unknown> | undefined;
    const failing = db.transaction().execute(async (tx) => {
      trip = quickTrip(db, inserting("a"));
      await tx.insertInto("lists").values({ slug: "b", name: "B", created_at: 0 }).execute();
      throw new Error("the power went");
    });
    await expect(failing).rejects.toThrow("the power went");
    await trip;
    expect(await db.selectFrom("lists").select("slug").execute()).toEqual([{ slug: "a" }]);
  });
});
