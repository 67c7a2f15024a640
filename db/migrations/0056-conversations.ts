import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Answers of readers to issues, and of editors to them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("conversations")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("subscriber_id", "integer", (c) => c.references("subscribers.id").onDelete("cascade"))
    .addColumn("from_key", "text", (c) => c.notNull())
    .addColumn("is_reader", "integer", (c) => c.notNull())
    .addColumn("edition_id", "integer")
    .addColumn("issue_id", "integer", (c) => c.references("issues.id").onDelete("set null"))
    .addColumn("article_id", "integer", (c) => c.references("articles.id").onDelete("set null"))
    .addColumn("list_id", "integer", (c) => c.references("lists.id").onDelete("set null"))
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("apart", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("last_at", "bigint", (c) => c.notNull())
    .addColumn("assigned_to", "integer", (c) => c.references("editors.id").onDelete("set null"))
    .addColumn("assigned_by", "text")
    .addColumn("assigned_at", "bigint")
    .addColumn("done_at", "bigint")
    .addColumn("done_by", "text")
    .addColumn("letter", "text")
    .addColumn("letter_quote", "text", (c) => c.notNull().defaultTo(""))
    .addColumn("letter_at", "bigint")
    .addColumn("letter_by", "text")
    .addColumn("letter_answer", "integer")
    .execute();
  const indexes: [string, string[]][] = [
    ["conversations_by_time", ["state", "last_at"]],
    ["conversations_of_reader", ["subscriber_id", "edition_id"]],
    ["conversations_by_age", ["last_at"]],
  ];
  for (const [name, columns] of indexes)
    await db.schema.createIndex(name).on("conversations").columns(columns).execute();
  await messages(db);
  await db.schema
    .createTable("conversation_reads")
    .addColumn("editor_id", "integer", (c) => c.notNull().references("editors.id").onDelete("cascade"))
    .addColumn("conversation_id", "integer", (c) => c.notNull().references("conversations.id").onDelete("cascade"))
    .addColumn("read_to", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("conversation_reads_pk", ["editor_id", "conversation_id"])
    .execute();
  await db.schema
    .createTable("reply_settings")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("copy_to", "text")
    .addColumn("kept_days", "integer", (c) => c.notNull())
    .execute();
}

async function messages(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("conversation_messages")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("conversation_id", "integer", (c) => c.notNull().references("conversations.id").onDelete("cascade"))
    .addColumn("direction", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("from_email", "text", (c) => c.notNull())
    .addColumn("from_name", "text", (c) => c.notNull())
    .addColumn("subject", "text", (c) => c.notNull())
    .addColumn("message_id", "text")
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("html", "text")
    .addColumn("search_key", "text", (c) => c.notNull())
    .addColumn("asks_to_leave", "text")
    .addColumn("left_at", "bigint")
    .addColumn("left_by", "text")
    .addColumn("inbound_id", "integer")
    .addColumn("letter_id", "integer")
    .addColumn("editor_id", "integer", (c) => c.references("editors.id").onDelete("set null"))
    .addColumn("form_key", "text")
    .execute();
  for (const [name, column] of [
    ["conversation_messages_by_inbound", "inbound_id"],
    ["conversation_messages_by_form", "form_key"],
  ] as const)
    await db.schema.createIndex(name).unique().on("conversation_messages").column(column).execute();
  for (const [name, columns] of [
    ["conversation_messages_of_one", ["conversation_id", "id"]],
    ["conversation_messages_by_message_id", ["message_id"]],
    ["conversation_messages_by_letter", ["letter_id"]],
  ] as const)
    await db.schema
      .createIndex(name)
      .on("conversation_messages")
      .columns([...columns])
      .execute();
  await db.schema
    .createTable("conversation_files")
    .addColumn("message_id", "integer", (c) => c.notNull().references("conversation_messages.id").onDelete("cascade"))
    .addColumn("n", "integer", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("size", "integer", (c) => c.notNull())
    .addColumn("bytes", "bytea")
    .addColumn("danger", "text")
    .addColumn("is_picture", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("conversation_files_pk", ["message_id", "n"])
    .execute();
}
