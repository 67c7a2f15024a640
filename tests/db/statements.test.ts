import { expect, test } from "vitest";
import { statement, type Value } from "#db/statements.server.ts";
import { testDb } from "../support/database.ts";

type List = { slug: string; name: string };

test("a statement is built once and asked with other values each time", async () => {
  const { db } = await testDb();
  let built = 0;
  const insert = statement((db, value: Value<List>) => {
    built += 1;
    return db
      .insertInto("lists")
      .values({ slug: value("slug"), name: value("name"), created_at: 7 })
      .returning("slug");
  });
  expect(await insert(db, { slug: "a", name: "First" })).toEqual([{ slug: "a" }]);
  expect(await insert(db, { slug: "b", name: "Second" })).toEqual([{ slug: "b" }]);
  expect(built).toBe(1);
  const rows = await db.selectFrom("lists").select(["slug", "name", "created_at"]).orderBy("slug").execute();
  expect(rows).toEqual([
    { slug: "a", name: "First", created_at: 7 },
    { slug: "b", name: "Second", created_at: 7 },
  ]);
});

test("it acts within the transaction it is asked in", async () => {
  const { db } = await testDb();
  const insert = statement((db, value: Value<List>) =>
    db.insertInto("lists").values({ slug: value("slug"), name: value("name"), created_at: 0 }),
  );
  const failing = db.transaction().execute(async (db) => {
    await insert(db, { slug: "a", name: "First" });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await db.selectFrom("lists").select("slug").execute()).toEqual([]);
});
