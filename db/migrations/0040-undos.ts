import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Acts at the desk that can still be undone, with all that this needs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("undos")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("kept", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("undone_at", "bigint")
    .addColumn("led_to", "text")
    .execute();
  await db.schema.createIndex("undos_by_time").on("undos").column("at").execute();
}
