import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Which article or issue a post of another site became, so that it is the same one at the next run. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("moved_posts")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("site", "text", (c) => c.notNull())
    .addColumn("key", "text", (c) => c.notNull())
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("article_id", "integer", (c) => c.references("articles.id").onDelete("cascade"))
    .addColumn("issue_id", "integer", (c) => c.references("issues.id").onDelete("cascade"))
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addColumn("permalink", "text", (c) => c.notNull())
    .addColumn("canonical", "text", (c) => c.notNull())
    .addColumn("language", "text", (c) => c.notNull())
    .addColumn("kept", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addUniqueConstraint("moved_posts_by_key", ["site", "key"])
    .execute();
  await db.schema.createIndex("moved_posts_by_article").on("moved_posts").column("article_id").execute();
  await db.schema.createIndex("moved_posts_by_issue").on("moved_posts").column("issue_id").execute();
}
