import { sql, type Kysely } from "kysely";

/** Sums of what readers did, by list and by edition: nothing that is deleted later changes them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createListDays(db);
  await createEditionFigures(db);
  await createVisits(db);
}

async function createListDays(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("list_days")
    .addColumn("list_id", "integer", (c) => c.notNull())
    .addColumn("day", "text", (c) => c.notNull())
    .addColumn("figure", "text", (c) => c.notNull())
    .addColumn("source", "text", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("list_days_once", ["list_id", "day", "figure", "source"])
    .execute();
  await db.schema
    .createTable("reader_reach")
    .addColumn("subscriber_id", "integer", (c) => c.notNull())
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("reach", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("reader_reach_once", ["subscriber_id", "at", "reach"])
    .execute();
  await db.schema
    .createTable("numbers_state")
    .addColumn("id", "integer", (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn("time_zone", "text")
    .addColumn("reached_to", "integer")
    .execute();
  await sql`insert into numbers_state (id, reached_to) values (1, 0)`.execute(db);
}

async function createEditionFigures(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("edition_figures")
    .addColumn("edition_id", "integer", (c) => c.notNull())
    .addColumn("figure", "text", (c) => c.notNull())
    .addColumn("within", "text", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("edition_figures_once", ["edition_id", "figure", "within"])
    .execute();
  await db.schema
    .createTable("edition_ledgers")
    .addColumn("edition_id", "integer", (c) => c.primaryKey())
    .addColumn("due_at", "bigint")
    .addColumn("counted_at", "bigint")
    .execute();
  // Editions that have gone out before are added up, too.
  await sql`insert into edition_ledgers (edition_id, due_at) select id, 0 from editions`.execute(db);
  await db.schema
    .createTable("departures")
    .addColumn("subscriber_id", "integer", (c) => c.notNull())
    .addColumn("list_id", "integer", (c) => c.notNull())
    .addColumn("edition_id", "integer")
    .addColumn("way", "text", (c) => c.notNull())
    .addColumn("within", "text", (c) => c.notNull())
    .addColumn("reason", "text")
    .addColumn("at", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("departures_once", ["subscriber_id", "list_id"])
    .execute();
  await db.schema.createIndex("departures_by_edition").on("departures").columns(["edition_id", "at"]).execute();
  await db.schema.createIndex("departures_by_time").on("departures").column("at").execute();
}

async function createVisits(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("visit_days")
    .addColumn("day", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("subject", "integer", (c) => c.notNull())
    .addColumn("sort", "text", (c) => c.notNull())
    .addColumn("count", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("visit_days_once", ["day", "kind", "subject", "sort"])
    .execute();
  await db.schema.createIndex("visit_days_by_subject").on("visit_days").columns(["kind", "subject", "day"]).execute();
  await byDay(db, "referrer_days", "host", ["count"]);
  await byDay(db, "empty_searches", "words", ["count"]);
  await byDay(db, "feed_days", "program", ["fetches", "readers"]);
}

async function byDay(db: Kysely<unknown>, table: string, of: string, counts: string[]): Promise<void> {
  let creation = db.schema
    .createTable(table)
    .addColumn("day", "text", (c) => c.notNull())
    .addColumn(of, "text", (c) => c.notNull());
  for (const count of counts) creation = creation.addColumn(count, "integer", (c) => c.notNull());
  await creation.addPrimaryKeyConstraint(`${table}_once`, ["day", of] as never).execute();
}
