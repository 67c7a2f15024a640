import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Old addresses, and where each leads now. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("redirects")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("key", "text", (c) => c.notNull().unique())
    .addColumn("path", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("ref", "integer")
    .addColumn("address", "text")
    .addColumn("made_by", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("redirects_by_place").on("redirects").columns(["kind", "ref"]).execute();
}
