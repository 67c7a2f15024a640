import type { Kysely } from "kysely";

/** When the one on a piece was mailed that its due time had passed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("assignments").addColumn("reminded_at", "bigint").execute();
}
