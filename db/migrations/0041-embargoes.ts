import type { Kysely } from "kysely";

/** The time before which nobody outside may read an article. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("articles")
    .addColumn("embargo", "text", (c) => c.notNull().defaultTo(""))
    .execute();
}
