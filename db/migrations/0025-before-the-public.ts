import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/**
 * An article may be published at a time; secret links lead to drafts; and the briefing says which checks a publication
 * wants.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("articles").addColumn("publish_at", "bigint").execute();
  await db.schema.alterTable("articles").addColumn("publish_by", "text").execute();
  await db.schema
    .createIndex("articles_to_publish")
    .on("articles")
    .column("publish_at")
    .where(sql<boolean>`publish_at is not null`)
    .execute();
  await db.schema
    .createTable("draft_links")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("article_id", "integer", (c) => c.notNull().references("articles.id").onDelete("cascade"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("created_by", "text", (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("ended_by", "text")
    .addColumn("opened", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("opened_at", "bigint")
    .execute();
  await db.schema.createIndex("draft_links_of_article").on("draft_links").columns(["article_id", "id"]).execute();
  await db.schema
    .createTable("article_checks")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("level", "text", (c) => c.notNull().check(sql`level in ('required','wanted','off')`))
    .execute();
}
