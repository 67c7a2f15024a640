import { sql, type Kysely } from "kysely";

/** The desk shows articles by their last change, a page at a time: without the index it would read all of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("articles_touched")
    .on("articles")
    .expression(sql`coalesce(saved_at, updated_at), id`)
    .execute();
}
