import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Changes on a reader's own page: address, reason for leaving, erasure. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("subscribers").addColumn("erased_at", "bigint").execute();
  await db.schema
    .alterTable("subscribers")
    .addColumn("links_from", "bigint", (c) => c.notNull().defaultTo(0))
    .execute();

  await db.schema
    .createTable("address_changes")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("subscriber_id", "integer", (c) => c.notNull().unique().references("subscribers.id").onDelete("cascade"))
    .addColumn("email", "text", (c) => c.notNull())
    .addColumn("email_key", "text", (c) => c.notNull())
    .addColumn("asked_at", "bigint", (c) => c.notNull())
    .addColumn("old_agreed_at", "bigint")
    .addColumn("new_agreed_at", "bigint")
    .addColumn("done_at", "bigint")
    .execute();

  await db.schema
    .createTable("leave_reasons")
    .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("remark", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("leave_reasons_pk", ["subscriber_id", "list_id"])
    .execute();
}
