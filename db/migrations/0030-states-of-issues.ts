import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** An issue may be in review; an approval has an account; and what happened to an issue is listed with who and when. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const issues = () => db.schema.alterTable("issues");
  await issues().addColumn("review_at", "bigint").execute();
  await issues().addColumn("review_by", "text").execute();
  for (const column of ["review_of", "approved_by_id"])
    await issues()
      .addColumn(column, "integer", (c) => c.references("editors.id").onDelete("set null"))
      .execute();
  await db.schema
    .createTable("issue_steps")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("issue_id", "integer", (c) => c.notNull().references("issues.id").onDelete("cascade"))
    .addColumn("step", "text", (c) => c.notNull())
    .addColumn("by", "text", (c) => c.notNull())
    .addColumn("editor_id", "integer", (c) => c.references("editors.id").onDelete("set null"))
    .addColumn("at", "bigint", (c) => c.notNull())
    .addColumn("detail", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("issue_steps_of_issue").on("issue_steps").columns(["issue_id", "id"]).execute();
}
