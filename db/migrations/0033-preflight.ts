import { sql, type Kysely } from "kysely";

/** Findings of the preflight can be dismissed; links are checked in the background; and the briefing has a style list. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("preflight_overrides")
    .addColumn("issue_id", "integer", (c) => c.notNull().references("issues.id").onDelete("cascade"))
    .addColumn("check_name", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("who", "text", (c) => c.notNull())
    .addColumn("why", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("preflight_overrides_key", ["issue_id", "check_name", "subject"])
    .execute();
  await db.schema
    .createTable("link_checks")
    .addColumn("hash", "text", (c) => c.primaryKey())
    .addColumn("url", "text", (c) => c.notNull())
    .addColumn("host", "text", (c) => c.notNull())
    .addColumn("wanted_at", "bigint", (c) => c.notNull())
    .addColumn("asked_at", "bigint")
    .addColumn("checked_at", "bigint")
    .addColumn("outcome", "text")
    .addColumn("status", "integer")
    .addColumn("location", "text")
    .execute();
  await db.schema.createIndex("link_checks_due").on("link_checks").columns(["asked_at", "wanted_at"]).execute();
  await db.schema
    .createTable("style_words")
    .addColumn("word", "text", (c) => c.primaryKey())
    .addColumn("instead", "text", (c) => c.notNull().defaultTo(sql`''`))
    .execute();
}
