import { sql, type Kysely } from "kysely";
import { domainOf, identity } from "#db/client.server.ts";

/** Tables for pacing, pauses and weekly slots, and for recognising a moved database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const id = identity(db);

  // The receiving domain of an address, which pacing uses.
  await db.schema
    .alterTable("subscribers")
    .addColumn("domain", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  await sql`update subscribers set domain = ${domainOf(db, "email_key")}`.execute(db);
  await db.schema.createIndex("subscribers_by_domain").on("subscribers").columns(["domain", "id"]).execute();
  // The readers of a list in their order, page by page.
  await db.schema.dropIndex("subscriptions_by_list").execute();
  await db.schema
    .createIndex("subscriptions_by_list")
    .on("subscriptions")
    .columns(["list_id", "status", "subscriber_id"])
    .execute();

  await db.schema.alterTable("deliveries").addColumn("verdict", "text").execute();
  await db.schema.alterTable("deliveries").addColumn("tried_from", "bigint").execute();
  await db.schema.alterTable("letters").addColumn("verdict", "text").execute();
  // The prefetch continues after the last row it has seen, so the order within one due time is part of the index.
  await db.schema.dropIndex("deliveries_by_state").execute();
  await db.schema
    .createIndex("deliveries_by_state")
    .on("deliveries")
    .columns(["issue_id", "status", "due_at", "subscriber_id"])
    .execute();

  await db.schema.alterTable("editions").addColumn("signed_by", "text").execute();
  for (const column of ["paused_at", "approved_at", "send_at"])
    await db.schema.alterTable("issues").addColumn(column, "bigint").execute();
  for (const column of ["pause_reason", "paused_by", "approved_by"])
    await db.schema.alterTable("issues").addColumn(column, "text").execute();

  await db.schema
    .createTable("paces")
    .addColumn("destination", "text", (c) => c.primaryKey())
    .addColumn("per_second", "double precision")
    .addColumn("per_hour", "integer")
    .addColumn("per_day", "integer")
    .addColumn("connections", "integer")
    .addColumn("warm_up_at", "bigint")
    .addColumn("warm_up_first", "integer")
    .addColumn("warm_up_growth", "integer")
    .addColumn("next_at", "double precision", (c) => c.notNull().defaultTo(0))
    .addColumn("hour_at", "bigint", (c) => c.notNull().defaultTo(0))
    .addColumn("hour_count", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("day_at", "bigint", (c) => c.notNull().defaultTo(0))
    .addColumn("day_count", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("held_until", "bigint")
    .addColumn("slow_per_second", "double precision")
    .addColumn("slow_connections", "integer")
    .addColumn("slow_since", "bigint")
    .addColumn("slow_step_at", "bigint")
    .addColumn("slow_times", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("slow_reply", "text")
    .execute();
  await db.schema
    .createTable("destinations")
    .addColumn("domain", "text", (c) => c.primaryKey())
    .addColumn("destination", "text", (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("slots")
    .addColumn("id", sql`${id}`)
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("weekday", "integer", (c) => c.notNull().check(sql`weekday between 1 and 7`))
    .addColumn("minute", "integer", (c) => c.notNull().check(sql`minute between 0 and 1439`))
    .addColumn("time_zone", "text", (c) => c.notNull())
    .addColumn("grace_minutes", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("created_by", "text", (c) => c.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("reminded_at", "bigint")
    .execute();
  await db.schema
    .createTable("slot_runs")
    .addColumn("slot_id", "integer", (c) => c.notNull().references("slots.id"))
    .addColumn("slot_at", "bigint", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull().check(sql`status in ('sent','held','empty','missed')`))
    .addColumn("issue_id", "integer", (c) => c.references("issues.id").onDelete("set null"))
    .addColumn("detail", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    // One row per slot and time, so that restarts, clock jumps and second processes send once.
    .addPrimaryKeyConstraint("slot_runs_pk", ["slot_id", "slot_at"])
    .execute();

  await db.schema
    .createTable("notices")
    .addColumn("id", sql`${id}`)
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("link", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("dismissed_at", "bigint")
    .addColumn("dismissed_by", "text")
    .addColumn("mailed_at", "bigint")
    .execute();
  // A notice that is shown already is not repeated, whichever process adds it.
  await db.schema
    .createIndex("notices_once")
    .on("notices")
    .unique()
    .columns(["kind", "text"])
    .where(sql.ref("dismissed_at"), "is", null)
    .execute();

  await db.schema
    .createTable("rehearsals")
    .addColumn("issue_id", "integer", (c) => c.primaryKey().references("issues.id").onDelete("cascade"))
    .addColumn("fingerprint", "text", (c) => c.notNull())
    .addColumn("started_at", "bigint", (c) => c.notNull())
    .addColumn("seen_at", "bigint", (c) => c.notNull())
    .addColumn("finished_at", "bigint")
    .addColumn("audience", "integer", (c) => c.notNull())
    .addColumn("done", "integer", (c) => c.notNull())
    .addColumn("result", "text")
    .execute();

  await db.schema
    .createTable("home")
    .addColumn("id", "integer", (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn("place", "text", (c) => c.notNull())
    .addColumn("token", "text", (c) => c.notNull())
    .addColumn("former_token", "text", (c) => c.notNull())
    .addColumn("claimed_at", "bigint", (c) => c.notNull())
    .addColumn("claimed_by", "text", (c) => c.notNull())
    .execute();

  await db.schema.alterTable("sender_processes").addColumn("issue_id", "integer").execute();
  await db.schema.alterTable("sender_processes").addColumn("report", "text").execute();
}
