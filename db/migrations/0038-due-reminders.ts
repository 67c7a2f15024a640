import type { Kysely } from "kysely";

/** Whoever is on a piece is mailed once when its due time passes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("assignments").addColumn("reminded_at", "bigint").execute();
}
