import type { Kysely } from "kysely";

/** Comments are changed and deleted by their writers; `told` holds the accounts that a comment has been mailed to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ["edited_at", "deleted_at"])
    await db.schema.alterTable("comments").addColumn(column, "bigint").execute();
  await db.schema.alterTable("comments").addColumn("told", "text").execute();
}
