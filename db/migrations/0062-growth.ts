import { sql, type Kysely } from "kysely";
import { countChanges, identity } from "#db/client.server.ts";

/** Lines and links by which a briefing grows: settings, recommended briefings, and readers who came by a reader's link. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [column, unless] of [
    ["forwarded_line", "on"],
    ["share_links", "off"],
    ["recommends_in_archive", "off"],
  ] as const)
    await db.schema
      .alterTable("briefing")
      .addColumn(column, "text", (c) => c.notNull().defaultTo(unless))
      .execute();
  await db.schema
    .createTable("recommendations")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("url", "text", (c) => c.notNull())
    .addColumn("says", "text", (c) => c.notNull())
    .addColumn("place", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await countChanges(db, "recommendations");
  await db.schema
    .createTable("referrals")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("subscriber_id", "integer", (c) => c.references("subscribers.id").onDelete("cascade"))
    .addColumn("referrer_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
    .addColumn("asked_at", "bigint", (c) => c.notNull())
    .addColumn("counted_at", "bigint")
    .execute();
  await db.schema.createIndex("referrals_of_reader").on("referrals").columns(["referrer_id", "counted_at"]).execute();
  await db.schema.createIndex("referrals_by_who_came").unique().on("referrals").column("subscriber_id").execute();
  await db.schema.alterTable("sign_ups").addColumn("referrer_id", "integer").execute();
}
