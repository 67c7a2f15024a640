import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/**
 * Notices of lasting conditions, which are shown once until they end; and the channels that a notice must still be sent
 * through.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The condition that lasts, like `issue 12`; null for a single event.
  await db.schema.alterTable("notices").addColumn("key", "text").execute();
  await db.schema.alterTable("notices").addColumn("ended_at", "bigint").execute();
  await db.schema.alterTable("notices").addColumn("facts", "text").execute();
  await db.schema.dropIndex("notices_once").execute();
  await db.schema
    .createIndex("notices_once")
    .on("notices")
    .unique()
    .columns(["kind", "text"])
    .where(sql`key is null and dismissed_at`, "is", null)
    .execute();
  await db.schema
    .createIndex("notices_lasting")
    .on("notices")
    .unique()
    .columns(["kind", "key"])
    .where(sql`key is not null and ended_at`, "is", null)
    .execute();
  await db.schema
    .createTable("alerts")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("notice_id", "integer", (c) => c.notNull().references("notices.id").onDelete("cascade"))
    .addColumn("way", "text", (c) => c.notNull())
    .addColumn("editor_id", "integer", (c) => c.references("editors.id").onDelete("cascade"))
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .execute();
}
