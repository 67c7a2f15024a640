import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Monthly digests of headlines; and sums in place of rows that are too old. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("digests")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("month", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull().check(sql`status in ('sending','sent','empty','missed')`))
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("detail", "text", (c) => c.notNull())
    .addColumn("content", "text")
    .addColumn("from_name", "text", (c) => c.notNull())
    .addColumn("from_address", "text", (c) => c.notNull())
    .addColumn("reply_to", "text")
    .addColumn("list_slug", "text", (c) => c.notNull())
    .addColumn("list_name", "text", (c) => c.notNull())
    .addColumn("marker_key", "text", (c) => c.notNull())
    .addColumn("signed_by", "text")
    .execute();
  // One row per list and month, so that restarts, clock jumps and second processes send it once.
  await db.schema.createIndex("digests_once").on("digests").unique().columns(["list_id", "month"]).execute();

  await db.schema
    .alterTable("letters")
    .addColumn("digest_id", "integer", (c) => c.references("digests.id"))
    .execute();
  await db.schema
    .createIndex("letters_once_a_digest")
    .on("letters")
    .unique()
    .columns(["digest_id", "subscriber_id"])
    .execute();
  // A confirmation must be found at once behind any number of digests.
  await db.schema.dropIndex("letters_by_state").execute();
  await db.schema
    .createIndex("letters_in_line")
    .on("letters")
    .columns(["digest_id", "status", "due_at", "subscriber_id"])
    .execute();

  await db.schema
    .createIndex("confirmations_in_line")
    .on("letters")
    .column("due_at")
    .where(sql<boolean>`kind = 'confirmation' and status = 'queued'`)
    .execute();

  // The recipients of an issue, and their number, come from the index alone.
  await db.schema.dropIndex("subscriptions_by_list").execute();
  await db.schema
    .createIndex("subscriptions_by_choice")
    .on("subscriptions")
    .columns(["list_id", "status", "frequency", "paused_until", "subscriber_id"])
    .execute();

  await sums("delivery_sums", "issue_id", "issues.id");
  await sums("digest_sums", "digest_id", "digests.id");

  function sums(table: string, of: string, reference: string) {
    return db.schema
      .createTable(table)
      .addColumn(of, "integer", (c) => c.notNull().references(reference))
      .addColumn("status", "text", (c) => c.notNull())
      .addColumn("count", "integer", (c) => c.notNull())
      .addPrimaryKeyConstraint(`${table}_pk`, [of, "status"])
      .execute();
  }
}
