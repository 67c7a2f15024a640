import { sql } from "kysely";
import { likeBeginning, likePattern, type ReaderSearch } from "./reader-search.server.ts";

/**
 * Search for readers on a database server: an index of pg_trgm. Where that extension may not be created, or is not installed,
 * the search walks through all readers; `docs/operating.md` says how to add it later.
 */
export const serverReaderSearch: ReaderSearch = {
  async create(db) {
    // The fault of a statement would end the migration's transaction.
    await sql`do $$ begin
        create extension if not exists pg_trgm;
        create index subscribers_found on subscribers using gin (search_key gin_trgm_ops);
      exception when others then
        raise warning 'searching readers will walk through all of them: %', sqlerrm;
      end $$`.execute(db);
  },

  // The backslash escapes without being named; named, it would hide the pattern from the index.
  finding: (words) => sql<boolean>`subscribers.search_key like ${likePattern(words)}`,

  /** The planner knows by itself. */
  isCommon: async () => false,

  async hasIndex(db) {
    const { rows } = await sql<{
      found: boolean;
    }>`select to_regclass('subscribers_found') is not null as found`.execute(db);
    return rows[0]!.found;
  },

  /** In the order of a language an index finds no beginnings. */
  async createForNotes(db) {
    await db.schema.dropIndex("reader_notes_by_value").execute();
    await sql`create index reader_notes_by_value
      on reader_notes (note_id, value_key text_pattern_ops, subscriber_id)`.execute(db);
  },

  noted: (words) => sql<boolean>`value_key like ${likeBeginning(words)}`,

  /** The index takes everybody in at once. */
  catchUp: async () => false,
};
