import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Sign-ups as rows that the sender processes later; and limits against misuse of the form. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await openLists(db);

  // Takes effect with the confirmation, and not before.
  await db.schema.alterTable("subscriptions").addColumn("wishes", "text").execute();

  await db.schema
    .createTable("sign_ups")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("email", "text", (c) => c.notNull())
    .addColumn("email_key", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("list_ids", "text", (c) => c.notNull())
    .addColumn("topics", "text", (c) => c.notNull())
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("wording", "text", (c) => c.notNull())
    .addColumn("ip", "text", (c) => c.notNull())
    .addColumn("user_agent", "text")
    .addColumn("asked_at", "bigint", (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("sign_up_forms")
    .addColumn("nonce", "bigint", (c) => c.primaryKey())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("used_at", "bigint", (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("confirmation_mails")
    .addColumn("email_hash", "text", (c) => c.notNull())
    .addColumn("queued_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("confirmation_mails_by_address")
    .on("confirmation_mails")
    .columns(["email_hash", "queued_at"])
    .execute();
  // Finds due reminders without scanning all letters.
  await db.schema.createIndex("letters_by_kind").on("letters").columns(["kind", "created_at"]).execute();

  await db.schema
    .createTable("sign_up_hours")
    .addColumn("hour_at", "bigint", (c) => c.primaryKey())
    .addColumn("asked", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("mailed", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("confirmed", "integer", (c) => c.notNull().defaultTo(0))
    .execute();

  await db.schema
    .createTable("sign_up_pressure")
    .addColumn("id", "integer", (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn("busy_until", "bigint", (c) => c.notNull())
    .addColumn("alarm_at", "bigint")
    .execute();
  await sql`insert into sign_up_pressure (id, busy_until) values (1, 0)`.execute(db);
}

/** The lists that readers can choose; the first one always was. */
async function openLists(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("lists").addColumn("public_at", "bigint").execute();
  await db.schema
    .alterTable("lists")
    .addColumn("description", "text", (c) => c.notNull().defaultTo(""))
    .execute();
  await sql`update lists set public_at = created_at where id = (select min(id) from lists)`.execute(db);
}
