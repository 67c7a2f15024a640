import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { expect, test } from "vitest";
import { migrateToLatest } from "#db/migrate.server.ts";
import { migrations } from "#db/migrations/index.ts";
import { emptyDb } from "../support/database.ts";

const broken: Migration = {
  async up(db) {
    await db.schema.createTable("half_made").addColumn("id", "integer").execute();
    await sql`insert into nowhere values (1)`.execute(db);
  },
};

test("a migration that fails half-way leaves nothing behind, and the next try starts afresh", async () => {
  const { db } = await emptyDb();
  await expect(migrateToLatest(db, { ...migrations, "9999-broken": broken })).rejects.toThrow(/nowhere/);
  expect((await db.introspection.getTables()).map((table) => table.name)).not.toContain("half_made");
  expect(await migrateToLatest(db)).toEqual(Object.keys(migrations));
});
