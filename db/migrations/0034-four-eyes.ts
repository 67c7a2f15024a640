import type { Kysely } from "kysely";

/** A setting of the briefing: an issue is not approved by the one who wrote last in it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("briefing")
    .addColumn("four_eyes", "text", (c) => c.notNull().defaultTo("off"))
    .execute();
}
