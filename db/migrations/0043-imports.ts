import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Imports as rows, each known by what it brought; and notes about readers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await makeImports(db);
  // Not references: an import is never deleted, and PostgreSQL would look for it with each of a million rows.
  for (const table of ["subscribers", "subscriptions", "suppressions"])
    await db.schema.alterTable(table).addColumn("import_id", "integer").execute();
  await db.schema.alterTable("subscribers").addColumn("language", "text").execute();
  await db.schema
    .createIndex("subscriptions_of_import")
    .on("subscriptions")
    .columns(["import_id", "subscriber_id"])
    .where(sql.ref("import_id"), "is not", null)
    .execute();
  await db.schema
    .createIndex("suppressions_of_import")
    .on("suppressions")
    .column("import_id")
    .where(sql.ref("import_id"), "is not", null)
    .execute();
  await makeNotes(db);
}

async function makeImports(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("imports")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("basis", "text", (c) => c.notNull())
    .addColumn("started_by", "text", (c) => c.notNull())
    .addColumn("via", "text", (c) => c.notNull().check(sql`via in ('script','desk')`))
    .addColumn("files", "text", (c) => c.notNull())
    .addColumn("fingerprint", "text", (c) => c.notNull())
    .addColumn("settings", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) =>
      c.notNull().check(sql`state in ('running','cancelled','done','undoing','undone')`),
    )
    .addColumn("runner", "text", (c) => c.notNull())
    .addColumn("total", "integer", (c) => c.notNull())
    .addColumn("done", "integer", (c) => c.notNull())
    .addColumn("counts", "text", (c) => c.notNull())
    .addColumn("faults", "text", (c) => c.notNull())
    .addColumn("receipts_before", "integer", (c) => c.notNull())
    .addColumn("begun_at", "bigint", (c) => c.notNull())
    .addColumn("seen_at", "bigint", (c) => c.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("undoable_until", "bigint")
    .addColumn("undo", "text")
    .addColumn("undone_by", "text")
    .addColumn("undone_at", "bigint")
    .execute();

  // No references, as above: what deletes a reader deletes these rows.
  await db.schema
    .createTable("import_changes")
    .addColumn("import_id", "integer", (c) => c.notNull())
    .addColumn("subscriber_id", "integer", (c) => c.notNull())
    .addColumn("kept", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("import_changes_pk", ["import_id", "subscriber_id"])
    .execute();
  await db.schema.createIndex("import_changes_of_reader").on("import_changes").column("subscriber_id").execute();
}

async function makeNotes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("notes")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("name_key", "text", (c) => c.notNull().unique())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("reader_notes")
    .addColumn("subscriber_id", "integer", (c) => c.notNull())
    .addColumn("note_id", "integer", (c) => c.notNull())
    .addColumn("value", "text", (c) => c.notNull())
    .addColumn("value_key", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("reader_notes_pk", ["subscriber_id", "note_id"])
    .execute();
  await db.schema
    .createIndex("reader_notes_by_value")
    .on("reader_notes")
    .columns(["note_id", "value_key", "subscriber_id"])
    .execute();
}
