import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Comments on articles and issues, or on a passage of them, in threads; and how far each editor has read. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("comments")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("article_id", "integer", (c) => c.references("articles.id").onDelete("cascade"))
    .addColumn("issue_id", "integer", (c) => c.references("issues.id").onDelete("cascade"))
    .addColumn("thread_id", "integer", (c) => c.references("comments.id").onDelete("cascade"))
    .addColumn("author", "text", (c) => c.notNull())
    .addColumn("author_id", "integer", (c) => c.references("editors.id").onDelete("set null"))
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("quote", "text", (c) => c.notNull())
    .addColumn("quote_before", "text", (c) => c.notNull())
    .addColumn("resolved_at", "bigint")
    .addColumn("resolved_by", "text")
    .addColumn("text", "text", (c) => c.notNull())
    .addCheckConstraint("comments_of_one", sql`(article_id is null) <> (issue_id is null)`)
    .execute();
  for (const sheet of ["article", "issue"])
    await db.schema
      .createIndex(`comments_of_${sheet}`)
      .on("comments")
      .columns([`${sheet}_id`, "id"])
      .execute();
  await db.schema.createIndex("comments_of_thread").on("comments").column("thread_id").execute();
  await db.schema
    .createTable("comment_reads")
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addColumn("article_id", "integer", (c) => c.references("articles.id").onDelete("cascade"))
    .addColumn("issue_id", "integer", (c) => c.references("issues.id").onDelete("cascade"))
    .addColumn("read_to", "integer", (c) => c.notNull())
    .addCheckConstraint("comment_reads_of_one", sql`(article_id is null) <> (issue_id is null)`)
    .execute();
  for (const sheet of ["article", "issue"])
    await db.schema
      .createIndex(`comment_reads_of_${sheet}`)
      .unique()
      .on("comment_reads")
      .columns(["editor_id", `${sheet}_id`])
      .execute();
}
