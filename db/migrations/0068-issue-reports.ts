import type { Kysely } from "kysely";

/** Reports of issues by mail: who gets them of which list, which were made; and mails to editors that have words of their own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("report_readers")
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id").onDelete("cascade"))
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addPrimaryKeyConstraint("report_readers_key", ["list_id", "editor_id"])
    .execute();
  await db.schema
    .createTable("issue_reports")
    .addColumn("issue_id", "integer", (c) => c.primaryKey().references("issues.id").onDelete("cascade"))
    .addColumn("made_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.alterTable("notices").addColumn("letter", "text").execute();
}
