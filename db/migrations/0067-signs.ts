import { sql, type CreateTableBuilder, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Signs of life of readers, how months of joining stay, and the acts that let silent readers go. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("reader_signs")
    .addColumn("subscriber_id", "integer", (c) => c.primaryKey().references("subscribers.id").onDelete("cascade"))
    .addColumn("seen_at", "bigint", (c) => c.notNull())
    .addColumn("sign", "text", (c) => c.notNull())
    .execute();
  for (const table of ["cohorts", "erased_members"])
    await months(db.schema.createTable(table))
      .addPrimaryKeyConstraint(`${table}_pk`, ["list_id", "joined", "left", "imported"])
      .execute();
  await db.schema
    .createTable("cohort_walk")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("begun_at", "bigint", (c) => c.notNull())
    .addColumn("counted_at", "bigint")
    .execute();
  await db.schema
    .createTable("partings")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id").onDelete("cascade"))
    .addColumn("issues", "integer", (c) => c.notNull())
    .addColumn("first_edition", "integer", (c) => c.notNull())
    .addColumn("last_edition", "integer", (c) => c.notNull())
    .addColumn("since", "bigint", (c) => c.notNull())
    .addColumn("asked_at", "bigint", (c) => c.notNull())
    .addColumn("asked_by", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("after", "integer", (c) => c.notNull())
    .addColumn("ended", "integer", (c) => c.notNull())
    .addColumn("returned", "integer", (c) => c.notNull())
    .addColumn("undone_by", "text")
    .execute();
  await db.schema
    .createTable("parting_readers")
    .addColumn("parting_id", "integer", (c) => c.notNull().references("partings.id").onDelete("cascade"))
    .addColumn("subscriber_id", "integer", (c) => c.notNull().references("subscribers.id").onDelete("cascade"))
    .addPrimaryKeyConstraint("parting_readers_pk", ["parting_id", "subscriber_id"])
    .execute();
  await db.schema.createIndex("parting_readers_of_reader").on("parting_readers").column("subscriber_id").execute();
}

function months(table: CreateTableBuilder<string>) {
  return table
    .addColumn("list_id", "integer", (c) => c.notNull().references("lists.id").onDelete("cascade"))
    .addColumn("joined", "integer", (c) => c.notNull())
    .addColumn("left", "integer", (c) => c.notNull())
    .addColumn("imported", "integer", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull());
}
