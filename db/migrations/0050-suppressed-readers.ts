import { sql, type Kysely } from "kysely";

/** The suppressed, who are few, are found without a look at everybody: audiences are counted by what they take off. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("subscribers_suppressed")
    .on("subscribers")
    .column("id")
    .where(sql<boolean>`suppressed_at is not null`)
    .execute();
}
