import { sql } from "kysely";
import type { Db } from "./schema.ts";
import { likePattern, type ReaderSearch } from "./reader-search.server.ts";

/** Trigrams that are asked for: the pattern decides, and these leave it few rows. */
const mostTrigrams = 16;
/** Readers with common words, of whom the index lists no more. */
const mostListed = 20_000;

/**
 * Search for readers in a database file: FTS5 with its trigrams. Taking a reader in costs as much as all the rest of an import,
 * so it happens afterwards, up to the id in `search_progress`. A view ends there too, so that a rebuilt index has the same.
 */
export const fileReaderSearch: ReaderSearch = {
  async create(db) {
    const upTo = sql.raw("(select readers_up_to from search_progress)");
    await sql`create view searchable_readers as select id, search_key from subscribers where id <= ${upTo}`.execute(db);
    await sql`create virtual table search_readers using fts5(search_key, content='searchable_readers', content_rowid='id',
      tokenize='trigram case_sensitive 1', detail='none', columnsize=0)`.execute(db);
    // An erased reader leaves the file at once (C-08).
    await sql`insert into search_readers (search_readers, rank) values ('secure-delete', 1)`.execute(db);
    const off = sql.raw(
      "insert into search_readers (search_readers, rowid, search_key) values ('delete', old.id, old.search_key)",
    );
    const on = sql.raw("insert into search_readers (rowid, search_key) values (new.id, new.search_key)");
    await sql`create trigger search_readers_insert after insert on subscribers when new.id <= ${upTo}
      begin ${on}; end`.execute(db);
    await sql`create trigger search_readers_update after update of search_key on subscribers
      when old.search_key <> new.search_key and old.id <= ${upTo} begin ${off}; ${on}; end`.execute(db);
    await sql`create trigger search_readers_delete after delete on subscribers when old.id <= ${upTo}
      begin ${off}; end`.execute(db);
  },

  finding(words, reach) {
    const like = sql`search_key like ${likePattern(words)} escape '\\'`;
    const trigrams = trigramsOf(words);
    if (trigrams.length === 0 || reach === "walk") return sql<boolean>`${like}`;
    const match = sql`select rowid from search_readers where search_readers match ${trigrams.join(" AND ")}`;
    if (reach === "some")
      return sql<boolean>`subscribers.id in (select rowid from (${match} limit ${sql.lit(mostListed)})) and ${like}`;
    return sql<boolean>`subscribers.id in (
      ${match} union all select id from subscribers where id > (select readers_up_to from search_progress) and ${like}) and ${like}`;
  },

  async isCommon(db, words) {
    const trigrams = trigramsOf(words);
    if (trigrams.length === 0) return false;
    const { rows } = await sql<{ count: number }>`select count(*) as count from (select rowid from search_readers
      where search_readers match ${trigrams.join(" AND ")} limit ${sql.lit(mostListed)})`.execute(db);
    return rows[0]!.count === mostListed;
  },

  hasIndex: async () => true,

  /** Texts are compared by their bytes, as the index has them. */
  createForNotes: async () => undefined,

  noted: (words) => sql<boolean>`value_key >= ${words} and value_key < ${`${words}\u{10ffff}`}`,

  async catchUp(db, limit) {
    const { rows } = await sql<{ from: number; to: number | null }>`select readers_up_to as "from",
      (select max(id) from (select id from subscribers where id > readers_up_to order by id limit ${limit})) as "to"
      from search_progress`.execute(db);
    const { from, to } = rows[0]!;
    if (to === null) return false;
    const take = async (db: Db) => {
      const moved = await sql`update search_progress set readers_up_to = ${to} where readers_up_to = ${from}`.execute(
        db,
      );
      if (Number(moved.numAffectedRows) === 0) return;
      await sql`insert into search_readers (rowid, search_key)
        select id, search_key from subscribers where id > ${from} and id <= ${to}`.execute(db);
    };
    await (db.isTransaction ? take(db) : db.transaction().execute(take));
    return true;
  },
};

/** Each as a string of FTS5; none for words that are shorter. */
function trigramsOf(words: string): string[] {
  const letters = Array.from(words.replaceAll("\0", " "));
  const all = letters.slice(2).map((last, i) => `"${`${letters[i]}${letters[i + 1]}${last}`.replaceAll('"', '""')}"`);
  return [...new Set(all)].slice(0, mostTrigrams);
}
