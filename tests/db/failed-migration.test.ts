import { sql } from "kysely";
import { expect, test, vi } from "vitest";
import { migrateToLatest } from "#db/migrate.server.ts";
import { migrations } from "#db/migrations/index.ts";
import { emptyDb } from "../support/database.ts";

vi.mock("#db/migrations/index.ts", async (original) => ({
  migrations: { ...(await original<{ migrations: typeof migrations }>()).migrations },
}));

test("a migration that fails half-way leaves nothing behind, and the next try starts afresh", async () => {
  const { db } = await emptyDb();
  migrations["9999-broken"] = {
    async up(db) {
      await db.schema.createTable("half_made").addColumn("id", "integer").execute();
      await sql`insert into nowhere values (1)`.execute(db);
    },
  };

  await expect(migrateToLatest(db)).rejects.toThrow(/nowhere/);
  expect((await db.introspection.getTables()).map((table) => table.name)).not.toContain("half_made");

  delete migrations["9999-broken"];
  expect(await migrateToLatest(db)).toEqual(Object.keys(migrations));
});
