import type { Kysely } from "kysely";
import type { Schema } from "#db/schema.ts";

/**
 * Articles know where they appeared first and what language they are in; moved posts know their pictures by their former
 * addresses; a sender can take back the import of a site.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ["canonical", "language"])
    await db.schema
      .alterTable("articles")
      .addColumn(column, "text", (c) => c.notNull().defaultTo(""))
      .execute();
  await db.schema
    .alterTable("moved_posts")
    .addColumn("pictures", "text", (c) => c.notNull().defaultTo("{}"))
    .execute();
  for (const column of ["undo_by", "undone"])
    await db.schema.alterTable("site_moves").addColumn(column, "text").execute();
  await fillFromPosts(db as Kysely<Pick<Schema, "articles" | "moved_posts">>);
}

/** Was kept with the posts until then; their own site is no other one. */
async function fillFromPosts(db: Kysely<Pick<Schema, "articles" | "moved_posts">>): Promise<void> {
  const posts = await db
    .selectFrom("moved_posts")
    .select(["article_id", "canonical", "language", "site"])
    .where("article_id", "is not", null)
    .where(({ or, eb }) => or([eb("canonical", "!=", ""), eb("language", "!=", "")]))
    .execute();
  for (const { article_id, canonical, language, site } of posts) {
    const url = /^https?:\/\//i.test(canonical) && URL.canParse(canonical) ? new URL(canonical) : null;
    const tag = language.replaceAll("_", "-");
    const known = {
      ...(url && url.host !== site && { canonical: url.href }),
      ...(/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(tag) && { language: tag }),
    };
    if (Object.keys(known).length > 0)
      await db.updateTable("articles").set(known).where("id", "=", article_id!).execute();
  }
}
