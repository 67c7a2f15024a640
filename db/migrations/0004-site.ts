import { sql, type Kysely } from "kysely";
import { identity, searchIndexOf } from "#db/client.server.ts";

/** Tables of the site: image variants, corrections, the page about us, and search. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("image_variants")
    .addColumn("image_id", "integer", (c) => c.notNull().references("images.id").onDelete("cascade"))
    .addColumn("width", "integer", (c) => c.notNull())
    .addColumn("format", "text", (c) => c.notNull().check(sql`format in ('avif','webp','jpeg')`))
    .addColumn("bytes", "bytea", (c) => c.notNull())
    .addPrimaryKeyConstraint("image_variants_pk", ["image_id", "width", "format"])
    .execute();

  await db.schema
    .createTable("corrections")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("article_id", "integer", (c) => c.notNull().references("articles.id").onDelete("cascade"))
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("by", "text", (c) => c.notNull())
    .addColumn("withdrawn_at", "bigint")
    .addColumn("withdrawn_by", "text")
    .execute();
  await db.schema.createIndex("corrections_by_article").on("corrections").columns(["article_id", "at"]).execute();

  await db.schema.alterTable("briefing").addColumn("about", "text").execute();
  await db.schema.createIndex("articles_by_byline").on("articles").columns(["byline", "published_at"]).execute();
  await db.schema.createIndex("article_topics_by_topic").on("article_topics").column("topic_id").execute();

  await db.schema
    .createTable("search_documents")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("kind", "text", (c) => c.notNull().check(sql`kind in ('article','issue')`))
    .addColumn("ref", "integer", (c) => c.notNull())
    .addColumn("path", "text", (c) => c.notNull())
    .addColumn("headline", "text", (c) => c.notNull())
    .addColumn("dek", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addUniqueConstraint("search_documents_of", ["kind", "ref"])
    .execute();
  await searchIndexOf(db).create(db);
}
