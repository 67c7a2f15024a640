import type { Kysely } from "kysely";

/** A deleted template can be brought back for a while; the form that began an issue begins one only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("issue_templates").addColumn("deleted_at", "bigint").execute();
  await db.schema.alterTable("issues").addColumn("begun_key", "text").execute();
  await db.schema.createIndex("issues_begun_key").on("issues").column("begun_key").unique().execute();
}
