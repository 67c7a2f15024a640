import type { Kysely } from "kysely";
import { searchIndexOf } from "#db/client.server.ts";

/**
 * What a search finds besides words as they stand: other forms and spellings, sources, words that were meant. What is
 * there is found as before until the site has made its words anew (`made_as`), which it does while it answers.
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
