import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Passkeys sign editors in; a challenge that one has answered is remembered until it has run out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("passkeys")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addColumn("credential_id", "text", (c) => c.notNull().unique())
    .addColumn("public_key", "text", (c) => c.notNull())
    .addColumn("counter", "bigint", (c) => c.notNull())
    .addColumn("user_handle", "text", (c) => c.notNull())
    .addColumn("rp_id", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("used_at", "bigint")
    .execute();
  await db.schema.createIndex("passkeys_of_editor").on("passkeys").column("editor_id").execute();
  await db.schema
    .createTable("spent_challenges")
    .addColumn("challenge_hash", "text", (c) => c.primaryKey())
    .addColumn("spent_at", "bigint", (c) => c.notNull())
    .execute();
}
