import type { Kysely } from "kysely";

/** The folders of pictures, by the mark that lies in each: an empty folder in the place of one is known by its absence. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("picture_folders")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("mark", "text", (c) => c.notNull())
    .addColumn("marked_at", "bigint", (c) => c.notNull())
    .execute();
}
