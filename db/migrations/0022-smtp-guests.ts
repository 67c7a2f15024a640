import type { Kysely } from "kysely";

/** Processes that want a connection to a mail server for a single mail, while senders have all that it gives. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("smtp_guests")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("server", "text", (c) => c.notNull())
    .addColumn("until", "bigint", (c) => c.notNull())
    .execute();
}
