import { sql, type Kysely } from "kysely";
import { continueIdentity, identity } from "#db/client.server.ts";

/** Readers' choices: topics, frequency, a pause; and more kinds of letters than two. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // None chosen means all topics.
  await db.schema
    .createTable("subscriber_topics")
    .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
    .addColumn("topic_id", "integer", (c) => c.notNull().references("topics.id").onDelete("cascade"))
    .addPrimaryKeyConstraint("subscriber_topics_pk", ["subscriber_id", "topic_id"])
    .execute();

  await db.schema
    .alterTable("subscriptions")
    .addColumn("frequency", "text", (c) =>
      c
        .notNull()
        .defaultTo("every")
        .check(sql`frequency in ('every','monthly')`),
    )
    .execute();
  await db.schema.alterTable("subscriptions").addColumn("paused_until", "bigint").execute();

  await widenLetters(db);
}

/** The kinds are listed in the code only, because a table's check can only be changed with the table. */
async function widenLetters(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("letters_wider")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("detail", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("status", "text", (c) =>
      c.notNull().check(sql`status in ('queued','sending','accepted','refused','uncertain','withdrawn','cancelled')`),
    )
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("claimed_by", "text")
    .addColumn("claimed_at", "bigint")
    .addColumn("first_claimed_at", "bigint")
    .addColumn("finished_at", "bigint")
    .addColumn("reply_code", "integer")
    .addColumn("reply", "text")
    .addColumn("verdict", "text")
    .execute();
  const columns = sql.raw(
    "id, kind, subscriber_id, list_id, created_at, status, due_at, attempts, claimed_by, claimed_at, " +
      "first_claimed_at, finished_at, reply_code, reply, verdict",
  );
  await sql`insert into letters_wider (${columns}) select ${columns} from letters`.execute(db);
  await db.schema.dropTable("letters").execute();
  await db.schema.alterTable("letters_wider").renameTo("letters").execute();
  await continueIdentity(db, "letters");
  await db.schema.createIndex("letters_by_state").on("letters").columns(["status", "due_at"]).execute();
  await db.schema.createIndex("letters_by_subscriber").on("letters").column("subscriber_id").execute();
}
