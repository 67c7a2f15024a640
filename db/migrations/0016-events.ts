import type { Kysely } from "kysely";

/** The log of events, its newest number, and the cursors of its followers. An approval keeps the number of its moment. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("events")
    // Numbers come from `event_head`, whose lock lets no lower number appear after a higher one.
    .addColumn("seq", "integer", (c) => c.primaryKey())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("subject", "integer", (c) => c.notNull())
    .addColumn("by", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("event_head")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("seq", "integer", (c) => c.notNull())
    .execute();
  await db
    .insertInto("event_head" as never)
    .values({ id: 1, seq: 0 } as never)
    .execute();
  await db.schema
    .createTable("event_cursors")
    .addColumn("follower", "text", (c) => c.primaryKey())
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("failures", "integer", (c) => c.notNull())
    .addColumn("fault", "text")
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("tried_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.alterTable("issues").addColumn("approved_seq", "integer").execute();
}
