import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Lists of readers that were brought to the desk, in pieces, until they have been imported. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("uploads")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("editor_id", "integer", (c) => c.references("editors.id").onDelete("set null"))
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("size", "integer", (c) => c.notNull())
    .addColumn("fingerprint", "text", (c) => c.notNull())
    .addColumn("stage", "text", (c) => c.notNull())
    .addColumn("settings", "text", (c) => c.notNull())
    .addColumn("found", "text")
    .addColumn("foreseen", "text")
    .addColumn("import_id", "integer")
    .addColumn("row_count", "integer", (c) => c.notNull())
    .addColumn("done", "integer", (c) => c.notNull())
    .addColumn("worker", "text")
    .addColumn("seen_at", "bigint")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("ended_at", "bigint")
    .execute();
  await db.schema
    .createTable("upload_parts")
    .addColumn("upload_id", "integer", (c) => c.notNull().references("uploads.id").onDelete("cascade"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("part", "integer", (c) => c.notNull())
    .addColumn("bytes", "bytea", (c) => c.notNull())
    .addPrimaryKeyConstraint("upload_parts_pk", ["upload_id", "kind", "part"])
    .execute();
}
