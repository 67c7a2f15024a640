import { sql, type Kysely } from "kysely";

/** Sums of judged hits, what a judgement knows beside one reader's hits, and how far all are being judged once more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("click_sums")
    .addColumn("edition_id", "integer", (c) => c.notNull())
    .addColumn("what", "text", (c) => c.notNull())
    .addColumn("verdict", "text", (c) => c.notNull())
    .addColumn("hits", "bigint", (c) => c.notNull())
    .addColumn("readers", "integer", (c) => c.notNull())
    .addColumn("gone_readers", "integer", (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint("click_sums_pk", ["edition_id", "what", "verdict"])
    .execute();
  await db.schema
    .createTable("click_crowds")
    .addColumn("edition_id", "integer", (c) => c.notNull())
    .addColumn("domain", "text", (c) => c.notNull())
    .addColumn("second", "bigint", (c) => c.notNull())
    .addColumn("others", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("click_crowds_pk", ["edition_id", "domain", "second"])
    .execute();
  await db.schema
    .createTable("click_judging")
    .addColumn("id", "integer", (c) => c.primaryKey())
    .addColumn("begun_at", "bigint")
    .addColumn("edition_id", "integer")
    .addColumn("subscriber_id", "integer")
    .execute();
  await sql`insert into click_judging (id) values (1)`.execute(db);
}
