import type { Kysely } from "kysely";

/** Which import made an article or issue, so that it is taken back as a whole; and whether it stood on the site then. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("moved_posts").addColumn("run", "text").execute();
  await db.schema
    .alterTable("moved_posts")
    .addColumn("on_site", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex("moved_posts_by_run").on("moved_posts").column("run").execute();
}
