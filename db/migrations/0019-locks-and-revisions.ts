import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Locks say who writes in a sheet; a revision is a sheet after a quarter of an hour of one author's writing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ["articles", "issues"])
    await db.schema.alterTable(table).addColumn("saved_by_id", "integer").execute();
  await db.schema
    .createTable("sheet_locks")
    .addColumn("sheet", "text", (c) => c.primaryKey())
    .addColumn("tab", "text", (c) => c.notNull())
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addColumn("since", "bigint", (c) => c.notNull())
    .addColumn("alive_until", "bigint", (c) => c.notNull())
    .addColumn("asked_tab", "text")
    .addColumn("asked_by", "integer", (c) => c.references("editors.id").onDelete("cascade"))
    .addColumn("asked_at", "bigint")
    .execute();
  await db.schema
    .createTable("revisions")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("kind", "text", (c) => c.notNull().check(sql`kind in ('article','issue')`))
    .addColumn("subject", "integer", (c) => c.notNull())
    .addColumn("author", "text", (c) => c.notNull())
    .addColumn("author_id", "integer")
    .addColumn("began_at", "bigint", (c) => c.notNull())
    .addColumn("saved_at", "bigint", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("restores", "integer")
    .addColumn("published_at", "bigint")
    .addColumn("sent_in", "integer")
    // Last, because SQLite reads all pages of a large value to reach what stands behind it.
    .addColumn("content", "bytea", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("revisions_of_sheet").on("revisions").columns(["kind", "subject", "id"]).execute();
  await db.schema
    .createIndex("revisions_by_day")
    .on("revisions")
    .columns(["kind", "subject", "saved_at", "id"])
    .execute();
  await db.schema
    .createIndex("revisions_to_thin")
    .on("revisions")
    .columns(["saved_at", "kind", "subject", "id"])
    .where(sql<boolean>`published_at is null and sent_in is null`)
    .execute();
}
