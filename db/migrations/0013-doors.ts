import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/**
 * The log gets the account and the network; set-up codes for the first visitor of an open site; and requests for
 * sign-in links.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("audit_events").addColumn("editor_id", "integer").execute();
  await db.schema.alterTable("audit_events").addColumn("network", "text").execute();
  await db.schema
    .createTable("set_up_codes")
    .addColumn("code_hash", "text", (c) => c.primaryKey())
    .addColumn("made_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("sign_in_requests")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("email_key", "text", (c) => c.notNull())
    .addColumn("network", "text", (c) => c.notNull())
    .addColumn("asked_at", "bigint", (c) => c.notNull())
    .execute();
}
