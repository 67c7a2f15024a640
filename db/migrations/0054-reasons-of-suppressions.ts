import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** A suppression knows who or what brought it, the report that shows why, and whether its reader asked for mail again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, type] of columns) await db.schema.alterTable("suppressions").addColumn(name, type).execute();
  await db.schema
    .createTable("lifted_suppressions")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("email_hash", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("suppressed_at", "bigint", (c) => c.notNull())
    .addColumn("lifted_at", "bigint", (c) => c.notNull())
    .addColumn("lifted_by", "text", (c) => c.notNull())
    .addColumn("why", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("lifted_suppressions_of").on("lifted_suppressions").column("email_hash").execute();
}

const columns = [
  ["suppressed_by", "text"],
  ["message_id", "integer"],
  ["report_n", "integer"],
  ["asked_again_at", "bigint"],
] as const;
