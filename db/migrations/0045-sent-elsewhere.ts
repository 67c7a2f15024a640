import type { Kysely } from "kysely";

/** Issues that another program sent; the archive shows all by their time, and numbers no longer follow it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("issues").addColumn("elsewhere", "text").execute();
  await db.schema.createIndex("editions_frozen").on("editions").column("frozen_at").execute();
}
