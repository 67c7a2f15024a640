import type { Kysely } from "kysely";
import { readerSearchOf } from "#db/client.server.ts";

/** Readers are found by the beginning of a note, whatever the language of the database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await readerSearchOf(db).createForNotes(db);
}
