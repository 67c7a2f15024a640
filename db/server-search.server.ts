import { sql, type Kysely, type RawBuilder } from "kysely";
import type { Db } from "./schema.ts";
import {
  partOfGroups,
  type Phrase,
  type SearchIndex,
  type SearchQuestion,
  type Term,
  type WordGroups,
} from "./search.server.ts";

/**
 * Search on a database server: tsvectors, written and queried word by word, without the server's parsers and
 * dictionaries. Headline and dek have vectors of their own: weights in one vector would have to be looked up in every
 * matching row.
 */
export const serverSearch: SearchIndex = {
  async create(db) {
    await addVector(db, "words");
  },

  async widen(db) {
    await sql`alter table search_documents alter column id type bigint`.execute(db);
    for (const name of ["headline_words", "top_words"]) await addVector(db, name);
    for (const name of ["words", "headline_words", "top_words"]) await writeAtOnce(db, `search_documents_${name}`);
  },

  async put(db, id, { headline, dek, text }) {
    await sql`update search_documents set
      headline_words = ${vectorOf([headline])}::tsvector,
      top_words = ${vectorOf([headline, dek])}::tsvector,
      words = ${vectorOf([headline, dek, text])}::tsvector
      where id = ${id}`.execute(db);
  },

  async remove() {
    // The words are in the row itself, and are deleted with it.
  },

  find(db, { all, none }, part) {
    const [everything, anything] = [all.map(anyOf).join(" & "), all.map(anyOf).join(" | ")];
    const fits = sql`words @@ ${fitting({ all, none })}::tsquery`;
    const groups = [
      sql`headline_words @@ ${everything}::tsquery and ${fits}`,
      sql`top_words @@ ${everything}::tsquery and not headline_words @@ ${everything}::tsquery and ${fits}`,
      sql`headline_words @@ ${anything}::tsquery and not top_words @@ ${everything}::tsquery and ${fits}`,
      sql`${fits} and not (top_words @@ ${everything}::tsquery or headline_words @@ ${anything}::tsquery)`,
    ];
    return byWords(db, (db) =>
      partOfGroups(
        groups.map((match) => (limit: number) => matching(db, match, limit)),
        part,
      ),
    );
  },

  count(db, question, most) {
    return byWords(db, async (db) => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from
        (select 1 from search_documents where words @@ ${fitting(question)}::tsquery limit ${most}) as fitting`.execute(
        db,
      );
      return rows[0]!.count;
    });
  },

  known(db, words) {
    return byWords(db, async (db) => {
      const { rows } = await sql<{ word: string }>`select word from unnest(${words}::text[]) as word
        where exists (select from search_documents where words @@ (quote_literal(word))::tsquery)`.execute(db);
      return rows.map(({ word }) => word);
    });
  },
};

/**
 * The planner underestimates the cost of a long text. As soon as it thinks a word frequent, it would scan all rows
 * instead of the word index: 4 s among 100,000 instead of 0.1.
 */
async function byWords<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if (!db.isTransaction) return db.transaction().execute((db) => byWords(db, work));
  await sql`select set_config(name, 'off', true) from unnest(array['enable_seqscan', 'enable_indexscan', 'jit']) as name`.execute(
    db,
  );
  return work(db);
}

async function addVector(db: Kysely<unknown>, name: string) {
  await sql`alter table search_documents add column ${sql.ref(name)} tsvector not null default ''`.execute(db);
  await sql`create index ${sql.ref(`search_documents_${name}`)} on search_documents using gin (${sql.ref(name)})`.execute(
    db,
  );
}

async function matching(db: Db, match: RawBuilder<unknown>, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from search_documents where ${match} order by id desc limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * A GIN index would keep 4 MB of new words in a list that each query scans: 5 ms a word. Articles are saved seldom
 * enough to insert their words at once.
 */
async function writeAtOnce(db: Kysely<unknown>, index: string) {
  await sql`alter index ${sql.ref(index)} set (fastupdate = off)`.execute(db);
  await sql`select gin_clean_pending_list(${index}::regclass)`.execute(db);
}

/** Exclusions are in the same query, which the index answers without reading rows. */
function fitting({ all, none }: SearchQuestion): string {
  return [...all.map(anyOf), ...none.map((term) => `!${anyOf(term)}`)].join(" & ");
}

function anyOf({ any }: Term): string {
  return `(${any.map(phrase).join(" | ")})`;
}

function phrase({ words, prefix }: Phrase): string {
  const parts = words.map((word, i) => `'${word}'${prefix && i === words.length - 1 ? ":*" : ""}`);
  return `(${parts.join(" <-> ")})`;
}

/** `'robots':1 'pack':3,7 '§robot'`: one position is left out between places, so that no phrase matches across them. */
function vectorOf(places: WordGroups[]): string {
  const positions = new Map<string, number[]>();
  let position = 0;
  for (const { row } of places) {
    for (const word of row) {
      position += 1;
      const of = positions.get(word) ?? [];
      of.push(position);
      positions.set(word, of);
    }
    position += 1;
  }
  for (const word of places.flatMap(({ also }) => also)) if (!positions.has(word)) positions.set(word, []);
  return [...positions].map(([word, at]) => `'${word}'${at.length > 0 ? `:${at.join(",")}` : ""}`).join(" ");
}
