import { expect, test } from "vitest";
import { runProcess } from "../support/child.ts";
import { testDb } from "../support/database.ts";

test("web and sender both read and then write, at once, and every transaction of either succeeds", async () => {
  const { db, url } = await testDb();
  await db.insertInto("throttles").values({ scope: "numbers", subject: "", window_at: 0, count: 0 }).execute();

  await Promise.all([1, 2, 3].map(() => runProcess("tests/db/take-numbers.ts", [url, "40"])));

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
