import { sql, type Kysely } from "kysely";

/** An issue may go out under several subjects first: each is an edition of it, and the rest wait in its own (decision 52). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("issues").addColumn("subject_test", "text").execute();
  await db.schema.alterTable("editions").addColumn("variant", "integer").execute();
  await db.schema.alterTable("editions").addColumn("held_at", "bigint").execute();
  await db.schema.dropIndex("editions_by_issue_id").execute();
  await db.schema
    .createIndex("editions_by_issue_id")
    .on("editions")
    .columns(["issue_id", "variant"])
    .unique()
    .execute();
  await db.schema
    .createIndex("editions_of_issues")
    .on("editions")
    .column("issue_id")
    .unique()
    .where(sql<boolean>`variant is null`)
    .execute();
  await db.schema
    .createTable("subject_tests")
    .addColumn("issue_id", "integer", (c) => c.primaryKey().references("issues.id"))
    .addColumn("subjects", "text", (c) => c.notNull())
    .addColumn("seed", "text", (c) => c.notNull())
    .addColumn("share", "integer", (c) => c.notNull())
    .addColumn("hours", "integer", (c) => c.notNull())
    .addColumn("decides", "text", (c) => c.notNull().check(sql`decides in ('clicks','replies','hand')`))
    .addColumn("started_at", "bigint", (c) => c.notNull())
    .addColumn("counted_from", "bigint")
    .addColumn("due_at", "bigint")
    .addColumn("decided_at", "bigint")
    .addColumn("decided_by", "text")
    .addColumn("winner", "integer")
    .addColumn("result", "text")
    .execute();
  await db.schema.createIndex("subject_tests_open").on("subject_tests").column("decided_at").execute();
}
