import type { Kysely } from "kysely";

/** The point of a lead image that stays in sight where cards cut it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("articles")
    .addColumn("image_focus", "text", (c) => c.notNull().defaultTo(""))
    .execute();
}
