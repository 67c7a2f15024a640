import { CompiledQuery } from "kysely";
import { expect, test } from "vitest";
import { leaveLog } from "#app/context.server.ts";
import { withManyRows, withManyTransactions } from "#db/bulk.server.ts";
import type { Db } from "#db/schema.ts";
import { testContext } from "../support/context.ts";
import { engine } from "../support/database.ts";

/** The pages after which a commit of this process carries the log over; a server does so by itself. */
async function pagesOfLog(db: Db): Promise<number | null> {
  if (engine === "postgres") return null;
  const asked = CompiledQuery.raw("pragma wal_autocheckpoint") as CompiledQuery<{ wal_autocheckpoint: number }>;
  return (await db.executeQuery(asked)).rows[0]!.wal_autocheckpoint;
}

test("many large transactions carry the log over seldom, and afterwards it is as this process has it", async () => {
  const { db } = await testContext();
  const pages = () => pagesOfLog(db);
  await leaveLog(db);
  const before = await pages();
  await withManyRows(db, () => Promise.resolve());
  expect(await pages()).toBe(before);
  // A commit is where it is carried over, so that it must still be long after work on many rows.
  const within = await withManyTransactions(db, async () => {
    await db.transaction().execute((db) => withManyRows(db, () => Promise.resolve()));
    return pages();
  });
  expect(within).toBe({ sqlite: 16_000, postgres: null }[engine]);
  await expect(withManyTransactions(db, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await pages()).toBe(before);
});
