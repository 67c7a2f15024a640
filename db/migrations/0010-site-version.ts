import type { Kysely } from "kysely";
import { countChanges, startCounting } from "#db/client.server.ts";

/**
 * A number that grows with every change of what readers' pages show: the version of a cached page.
 * Drafts are not shown, so their saves do not count.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("site")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("version", "bigint", (c) => c.notNull())
    .execute();
  await startCounting(db);
  const isOnTheSite = (row: string) => `${row}.published_at is not null`;
  await countChanges(db, "articles", isOnTheSite);
  for (const table of ["briefing", "corrections", "editions", "lists", "slots", "wordings"])
    await countChanges(db, table);
}
