import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Feeds whose change the WebSub hub has not been told of yet. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("pings")
    // One row per change, not per feed, so that no insert waits for another transaction.
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("feed", "text", (c) => c.notNull())
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .execute();
}
