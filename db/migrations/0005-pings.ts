import type { Kysely } from "kysely";

/** Feeds that the WebSub hub has still to be told of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("pings")
    .addColumn("feed", "text", (c) => c.primaryKey())
    .addColumn("changed_at", "bigint", (c) => c.notNull())
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .execute();
}
