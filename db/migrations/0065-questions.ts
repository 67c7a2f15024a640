import { sql, type Kysely } from "kysely";
import { countChanges, identity } from "#db/client.server.ts";

/** The questions of issues to their readers, and the answers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("lists")
    .addColumn("asks", "text", (c) => c.notNull().defaultTo("nothing"))
    .execute();
  await db.schema.alterTable("issue_items").addColumn("poll", "text").execute();
  await db.schema
    .createTable("asked_questions")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("edition_id", "integer", (c) => c.notNull().references("editions.id"))
    .addColumn("n", "integer", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("article_id", "integer")
    .addColumn("words", "text", (c) => c.notNull())
    .addColumn("answers", "text", (c) => c.notNull())
    .addColumn("shown", "integer", (c) => c.notNull())
    .addColumn("closes_at", "bigint", (c) => c.notNull())
    .addColumn("closed_at", "bigint")
    .addUniqueConstraint("one_question_a_number", ["edition_id", "n"])
    .execute();
  await db.schema.createIndex("questions_to_close").on("asked_questions").columns(["closed_at", "closes_at"]).execute();
  await db.schema.createIndex("questions_of_article").on("asked_questions").column("article_id").execute();
  await db.schema
    .createTable("given_answers")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("question_id", "integer", (c) => c.notNull().references("asked_questions.id").onDelete("cascade"))
    .addColumn("subscriber_id", "integer", (c) => c.references("subscribers.id").onDelete("set null"))
    .addColumn("answer", "integer", (c) => c.notNull())
    .addColumn("remark", "text", (c) => c.notNull().defaultTo(""))
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("marked_at", "bigint")
    .addColumn("marked_by", "text")
    .addUniqueConstraint("one_answer_a_reader", ["question_id", "subscriber_id"])
    .execute();
  await db.schema.createIndex("answers_of_reader").on("given_answers").column("subscriber_id").execute();
  await db.schema.createIndex("answers_by_age").on("given_answers").column("at").execute();
  await countChanges(db, "asked_questions");
}
