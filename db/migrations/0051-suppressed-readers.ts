import { sql, type Kysely } from "kysely";

/** Those whom nothing goes to are few: a count leaves them out without a look at everybody’s row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("subscribers_suppressed")
    .on("subscribers")
    .column("id")
    .where(sql<boolean>`suppressed_at is not null`)
    .execute();
}
