import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Feeds that the WebSub hub has still to be told of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("pings")
    // One a change, not one a feed: an insert waits for nobody, whatever else two transactions write.
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("feed", "text", (c) => c.notNull())
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .execute();
}
