import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Groups of addresses that tests go to; an address is a row, so that an erasure finds it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("test_groups")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("name", "text", (c) => c.notNull().unique())
    .addColumn("saved_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("test_group_addresses")
    .addColumn("group_id", "integer", (c) => c.notNull().references("test_groups.id").onDelete("cascade"))
    .addColumn("email", "text", (c) => c.notNull())
    .addColumn("email_key", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("test_group_addresses_pk", ["group_id", "email_key"])
    .execute();
  await db.schema.createIndex("test_group_addresses_of_key").on("test_group_addresses").column("email_key").execute();
}
