import { sql, type Kysely } from "kysely";
import { identity } from "#db/client.server.ts";

/** Stored conditions that narrow who of a list gets an issue; what a send was narrowed by stands with its edition. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("segments")
    .addColumn("id", sql`${identity(db)}`)
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("rule", "text", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("updated_at", "bigint", (c) => c.notNull())
    .addColumn("saved_by", "text")
    .addColumn("saved_by_id", "integer")
    .addColumn("deleted_at", "bigint")
    .execute();
  await db.schema
    .createIndex("segments_by_name")
    .on("segments")
    .column("name")
    .unique()
    .where(sql<boolean>`deleted_at is null`)
    .execute();
  await db.schema
    .alterTable("issues")
    .addColumn("segment_id", "integer", (c) => c.references("segments.id"))
    .execute();
  for (const column of ["segment_name", "segment_words"])
    await db.schema.alterTable("editions").addColumn(column, "text").execute();
}
