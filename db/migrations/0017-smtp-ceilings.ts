import type { Kysely } from "kysely";

/** The connections that a mail server took at most, remembered for a day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("smtp_ceilings")
    .addColumn("server", "text", (c) => c.primaryKey())
    .addColumn("connections", "integer", (c) => c.notNull())
    .addColumn("found_at", "bigint", (c) => c.notNull())
    .addColumn("reply", "text", (c) => c.notNull())
    .execute();
}
