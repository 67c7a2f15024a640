import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Mail that comes back is kept as it came, with what it was understood to tell. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("inbound_messages")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("door", "text", (c) => c.notNull())
    .addColumn("provider", "text")
    .addColumn("dedupe_key", "text", (c) => c.notNull().unique())
    .addColumn("received_at", "bigint", (c) => c.notNull())
    .addColumn("sent_from", "text", (c) => c.notNull())
    .addColumn("sent_to", "text", (c) => c.notNull())
    .addColumn("raw", "bytea")
    .addColumn("size", "integer", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("rules_version", "integer")
    .addColumn("understood_at", "bigint")
    .addColumn("held_until", "bigint")
    .addColumn("failures", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex("inbound_messages_by_state").on("inbound_messages").columns(["state", "id"]).execute();
  await db.schema.createIndex("inbound_messages_by_time").on("inbound_messages").column("received_at").execute();
  // Those whose words are to be forgotten are found without a look at those that were.
  await db.schema
    .createIndex("inbound_messages_kept")
    .on("inbound_messages")
    .column("received_at")
    .where(sql<boolean>`raw is not null`)
    .execute();
  await db.schema
    .createTable("inbound_reports")
    .addColumn("message_id", "integer", (c) => c.notNull().references("inbound_messages.id").onDelete("cascade"))
    .addColumn("n", "integer", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("category", "text")
    .addColumn("status", "text")
    .addColumn("diagnostic", "text")
    .addColumn("evidence", "text", (c) => c.notNull())
    .addColumn("rule", "text", (c) => c.notNull())
    .addColumn("confidence", "text", (c) => c.notNull())
    .addColumn("matched_by", "text")
    .addColumn("edition_id", "integer")
    .addColumn("letter_id", "integer")
    .addColumn("subscriber_id", "integer", (c) => c.references("subscribers.id").onDelete("set null"))
    .addColumn("domain", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("acted_at", "bigint")
    .addColumn("act", "text")
    .addPrimaryKeyConstraint("inbound_reports_pk", ["message_id", "n"])
    .execute();
  await db.schema
    .createIndex("inbound_reports_by_subscriber")
    .on("inbound_reports")
    .columns(["subscriber_id", "kind"])
    .execute();
  await db.schema
    .createIndex("inbound_reports_by_edition")
    .on("inbound_reports")
    .columns(["edition_id", "kind"])
    .execute();
  await db.schema.createIndex("inbound_reports_by_kind").on("inbound_reports").columns(["kind", "at"]).execute();
}
