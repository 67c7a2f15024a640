import type { Kysely } from "kysely";

/** What our own mail server found out about a reply's sender. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("conversation_messages").addColumn("sender_check", "text").execute();
}
