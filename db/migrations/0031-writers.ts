import { sql, type Kysely } from "kysely";

/**
 * Writers: accounts that write their own articles. An article remembers who began it, and it or an issue can be assigned
 * to somebody. The role is a new column, because SQLite cannot change a check, and nine tables refer to this one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("editors")
    .addColumn("role_next", "text", (c) =>
      c
        .notNull()
        .defaultTo("writer")
        .check(sql`role_next in ('writer','editor','operator','owner')`),
    )
    .execute();
  await sql`update editors set role_next = role`.execute(db);
  await db.schema.alterTable("editors").dropColumn("role").execute();
  await db.schema.alterTable("editors").renameColumn("role_next", "role").execute();
  await db.schema
    .alterTable("articles")
    .addColumn("author_id", "integer", (c) => c.references("editors.id").onDelete("set null"))
    .execute();
  await nameAuthors(db);
  await db.schema
    .createTable("assignments")
    .addColumn("article_id", "integer", (c) => c.references("articles.id").onDelete("cascade"))
    .addColumn("issue_id", "integer", (c) => c.references("issues.id").onDelete("cascade"))
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addColumn("due_at", "bigint")
    .addColumn("assigned_by", "text", (c) => c.notNull())
    .addColumn("assigned_at", "bigint", (c) => c.notNull())
    .addCheckConstraint("assignments_of_one", sql`(article_id is null) <> (issue_id is null)`)
    .execute();
  for (const sheet of ["article", "issue"])
    await db.schema.createIndex(`assignment_of_${sheet}`).unique().on("assignments").column(`${sheet}_id`).execute();
  await db.schema.createIndex("assignments_of_editor").on("assignments").column("editor_id").execute();
}

/** The account of the first revision, else that of the last save, began the article. */
async function nameAuthors(db: Kysely<unknown>): Promise<void> {
  await sql`
    update articles set author_id = (
      select editors.id from editors where editors.id = coalesce(
        (select author_id from revisions where kind = 'article' and subject = articles.id and author_id is not null
         order by id limit 1),
        saved_by_id))
  `.execute(db);
}
