import type { Kysely } from "kysely";

/** Whether quotation marks, dashes and ellipses become typographic as they are typed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("briefing")
    .addColumn("typography", "text", (c) => c.notNull().defaultTo("on"))
    .execute();
}
