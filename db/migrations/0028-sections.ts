import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/**
 * An issue has sections with articles and short items in one order, and a text at its end. Templates hold what issues
 * begin with. Former articles of an issue become one section without a heading.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("issues")
    .addColumn("outro", "text", (c) => c.notNull().defaultTo(nothing))
    .execute();
  await db.schema
    .createTable("issue_sections")
    .addColumn("issue_id", "integer", (c) => c.notNull().references("issues.id").onDelete("cascade"))
    .addColumn("position", "integer", (c) => c.notNull())
    .addColumn("heading", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("rule", "text")
    .addPrimaryKeyConstraint("issue_sections_pk", ["issue_id", "position"])
    .execute();
  await sql`insert into issue_sections (issue_id, position, heading, text)
    select id, 1, '', ${sql.lit(nothing)} from issues`.execute(db);
  await writeArticles(db);
  await db.schema
    .createTable("issue_items")
    .addColumn("issue_id", "integer", (c) => c.notNull().references("issues.id").onDelete("cascade"))
    .addColumn("section", "integer", (c) => c.notNull())
    .addColumn("position", "integer", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("url", "text", (c) => c.notNull())
    .addColumn("source", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("issue_items_pk", ["issue_id", "position"])
    .execute();
  await db.schema
    .createTable("issue_templates")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("list_id", "integer", (c) => c.references("lists.id"))
    .addColumn("content", "text", (c) => c.notNull())
    .addColumn("saved_at", "bigint", (c) => c.notNull())
    .addColumn("saved_by", "text", (c) => c.notNull())
    .execute();
}

const nothing = '{"type":"doc","content":[{"type":"paragraph"}]}';

/** SQLite cannot change a check, so the table is written again; an article finds its issues by an index from now on. */
async function writeArticles(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("issue_articles_next")
    .addColumn("issue_id", "integer", (c) => c.notNull().references("issues.id").onDelete("cascade"))
    .addColumn("article_id", "integer", (c) => c.notNull().references("articles.id"))
    .addColumn("section", "integer", (c) => c.notNull())
    .addColumn("position", "integer", (c) => c.notNull())
    .addColumn("display", "text", (c) => c.notNull().check(sql`display in ('summary','full','headline')`))
    .addPrimaryKeyConstraint("issue_articles_in_order", ["issue_id", "article_id"])
    .execute();
  await sql`insert into issue_articles_next (issue_id, article_id, section, position, display)
    select issue_id, article_id, 1, position, display from issue_articles`.execute(db);
  await db.schema.dropTable("issue_articles").execute();
  await db.schema.alterTable("issue_articles_next").renameTo("issue_articles").execute();
  await db.schema
    .createIndex("issue_articles_of_article")
    .on("issue_articles")
    .columns(["article_id", "issue_id"])
    .execute();
}
