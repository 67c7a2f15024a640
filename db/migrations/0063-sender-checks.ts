import type { Kysely } from "kysely";

/** A reply keeps what our own mail server found out about its sender. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("conversation_messages").addColumn("sender_check", "text").execute();
}
