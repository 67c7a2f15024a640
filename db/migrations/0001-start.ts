import { sql, type CreateTableBuilder, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

const handOverStates = sql`status in ('queued','sending','accepted','refused','uncertain','withdrawn','cancelled')`;

export async function up(db: Kysely<unknown>): Promise<void> {
  const id = identity(db);
  const withId = (table: string) => db.schema.createTable(table).addColumn("id", sql`${id}`);

  await db.schema
    .createTable("briefing")
    .addColumn("id", "integer", (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("pitch", "text", (c) => c.notNull())
    .addColumn("from_name", "text", (c) => c.notNull())
    .addColumn("from_address", "text", (c) => c.notNull())
    .addColumn("reply_to", "text")
    .addColumn("postal_address", "text", (c) => c.notNull())
    .addColumn("time_zone", "text", (c) => c.notNull())
    .addColumn("language", "text", (c) => c.notNull())
    .addColumn("privacy_policy", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("updated_at", "bigint", (c) => c.notNull())
    .execute();

  await withId("editors")
    .addColumn("email", "text", (c) => c.notNull())
    .addColumn("email_key", "text", (c) => c.notNull().unique())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("role", "text", (c) => c.notNull().check(sql`role in ('editor','operator','owner')`))
    .addColumn("password_hash", "text")
    .addColumn("disabled_at", "bigint")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("sessions")
    .addColumn("token_hash", "text", (c) => c.primaryKey())
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addColumn("user_agent", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("seen_at", "bigint", (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("sign_in_links")
    .addColumn("token_hash", "text", (c) => c.primaryKey())
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .addColumn("used_at", "bigint")
    .execute();

  await db.schema
    .createTable("throttles")
    .addColumn("scope", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("window_at", "bigint", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("throttles_pk", ["scope", "subject"])
    .execute();

  await withId("audit_events")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("action", "text", (c) => c.notNull())
    .addColumn("detail", "text", (c) => c.notNull())
    .execute();

  await withId("images")
    .addColumn("key", "text", (c) => c.notNull().unique())
    .addColumn("width", "integer", (c) => c.notNull())
    .addColumn("height", "integer", (c) => c.notNull())
    .addColumn("content_type", "text", (c) => c.notNull())
    // SQLite stores a blob under any type name, so PostgreSQL's name serves both.
    .addColumn("bytes", "bytea", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();

  await withId("articles")
    .addColumn("slug", "text", (c) => c.notNull().unique())
    .addColumn("headline", "text", (c) => c.notNull())
    .addColumn("dek", "text", (c) => c.notNull())
    .addColumn("byline", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("image_id", "integer", (c) => c.references("images.id"))
    .addColumn("image_credit", "text", (c) => c.notNull())
    .addColumn("image_alt", "text", (c) => c.notNull())
    .addColumn("sources", "text", (c) => c.notNull())
    .addColumn("published_at", "bigint")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("updated_at", "bigint", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("articles_published").on("articles").column("published_at").execute();

  await withId("topics")
    .addColumn("slug", "text", (c) => c.notNull().unique())
    .addColumn("name", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("article_topics")
    .addColumn("article_id", "integer", (c) => c.notNull().references("articles.id").onDelete("cascade"))
    .addColumn("topic_id", "integer", (c) => c.notNull().references("topics.id").onDelete("cascade"))
    .addColumn("position", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("article_topics_pk", ["article_id", "topic_id"])
    .execute();

  await withId("lists")
    .addColumn("slug", "text", (c) => c.notNull().unique())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();

  await withId("subscribers")
    .addColumn("email", "text", (c) => c.notNull())
    .addColumn("email_key", "text", (c) => c.notNull().unique())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("search_key", "text", (c) => c.notNull())
    .addColumn("suppressed_at", "bigint")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("subscriptions")
    .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("status", "text", (c) => c.notNull().check(sql`status in ('pending','active','ended')`))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("confirmed_at", "bigint")
    .addColumn("ended_at", "bigint")
    .addColumn("ended_by", "text")
    .addPrimaryKeyConstraint("subscriptions_pk", ["subscriber_id", "list_id"])
    .execute();
  await db.schema.createIndex("subscriptions_by_list").on("subscriptions").columns(["list_id", "status"]).execute();

  await withId("consent_events")
    .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("kind", "text", (c) => c.notNull().check(sql`kind in ('signed-up','confirmed','imported','ended')`))
    .addColumn("wording", "text", (c) => c.notNull())
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("ip", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("consent_by_subscriber").on("consent_events").column("subscriber_id").execute();

  await db.schema
    .createTable("suppressions")
    .addColumn("email_hash", "text", (c) => c.primaryKey())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();

  await withId("issues")
    .addColumn("number", "integer", (c) => c.notNull().unique())
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id"))
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("preheader", "text", (c) => c.notNull())
    .addColumn("intro", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull().check(sql`status in ('draft','ready','sending','paused','sent')`))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("updated_at", "bigint", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("sending_at", "bigint")
    .addColumn("sent_at", "bigint")
    .execute();

  await db.schema
    .createTable("issue_articles")
    .addColumn("issue_id", "integer", (c) => c.notNull().references("issues.id").onDelete("cascade"))
    .addColumn("article_id", "integer", (c) => c.notNull().references("articles.id"))
    .addColumn("position", "integer", (c) => c.notNull())
    .addColumn("display", "text", (c) => c.notNull().check(sql`display in ('summary','full')`))
    .addPrimaryKeyConstraint("issue_articles_pk", ["issue_id", "article_id"])
    .execute();

  await withId("editions")
    .addColumn("issue_id", "integer", (c) => c.notNull().unique().references("issues.id"))
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("preheader", "text", (c) => c.notNull())
    .addColumn("from_name", "text", (c) => c.notNull())
    .addColumn("from_address", "text", (c) => c.notNull())
    .addColumn("reply_to", "text")
    .addColumn("list_slug", "text", (c) => c.notNull())
    .addColumn("list_name", "text", (c) => c.notNull())
    .addColumn("language", "text", (c) => c.notNull())
    .addColumn("html", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("marker_key", "text", (c) => c.notNull())
    .addColumn("content", "text", (c) => c.notNull())
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("frozen_at", "bigint", (c) => c.notNull())
    .execute();

  await withHandOver(
    db.schema
      .createTable("deliveries")
      .addColumn("issue_id", "integer", (c) => c.notNull().references("issues.id"))
      .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id")),
  )
    // One row per issue and reader, so that a double click, two tabs or two processes cannot send twice (T-01).
    .addPrimaryKeyConstraint("deliveries_pk", ["issue_id", "subscriber_id"])
    .execute();
  await db.schema
    .createIndex("deliveries_by_state")
    .on("deliveries")
    .columns(["issue_id", "status", "due_at"])
    .execute();
  await db.schema.createIndex("deliveries_by_subscriber").on("deliveries").column("subscriber_id").execute();

  await withHandOver(
    withId("letters")
      .addColumn("kind", "text", (c) => c.notNull().check(sql`kind in ('confirmation','welcome')`))
      .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
      .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id")),
  ).execute();
  await db.schema.createIndex("letters_by_state").on("letters").columns(["status", "due_at"]).execute();
  await db.schema.createIndex("letters_by_subscriber").on("letters").column("subscriber_id").execute();

  await db.schema
    .createTable("sender_processes")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("host", "text", (c) => c.notNull())
    .addColumn("pid", "integer", (c) => c.notNull())
    .addColumn("started_at", "bigint", (c) => c.notNull())
    .addColumn("seen_at", "bigint", (c) => c.notNull())
    .addColumn("trouble", "text")
    .execute();
}

function withHandOver<T extends string, C extends string>(table: CreateTableBuilder<T, C>) {
  return table
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull().check(handOverStates))
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("claimed_by", "text")
    .addColumn("claimed_at", "bigint")
    .addColumn("first_claimed_at", "bigint")
    .addColumn("finished_at", "bigint")
    .addColumn("reply_code", "integer")
    .addColumn("reply", "text");
}
