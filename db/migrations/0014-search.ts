import type { Kysely } from "kysely";
import { searchIndexOf } from "#db/client.server.ts";

/**
 * Search finds other forms and spellings, sources, and corrected words. Existing documents are found as before until
 * the running site has indexed them again (`made_as`).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ["more", "made_as"])
    await db.schema
      .alterTable("search_documents")
      .addColumn(column, "text", (c) => c.notNull().defaultTo(""))
      .execute();
  await db.schema
    .alterTable("search_documents")
    .addColumn("version", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex("search_documents_made_as").on("search_documents").column("made_as").execute();
  await searchIndexOf(db).widen(db);
}
