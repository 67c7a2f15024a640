import type { Kysely } from "kysely";

/** A mailbox that is read by IMAP is known by how far it was looked through, also after a restart. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("mailbox_looks")
    .addColumn("place", "text", (c) => c.primaryKey())
    .addColumn("validity", "text", (c) => c.notNull())
    .addColumn("up_to", "bigint", (c) => c.notNull())
    .addColumn("looked_at", "bigint", (c) => c.notNull())
    .execute();
}
