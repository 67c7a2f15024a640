import { sql, type Kysely, type RawBuilder } from "kysely";
import type { Db } from "./client.server.ts";
import { partOfGroups, type Phrase, type SearchIndex, type Term, type Words } from "./search.server.ts";

/**
 * Of a database server: tsvectors, written and asked word by word, so that no parser or dictionary of its has a say. The
 * headline and what stands on top have vectors of their own: a weight in one vector would have to be looked up in every
 * row that fits.
 */
export const serverSearch: SearchIndex = {
  async create(db) {
    await addVector(db, "words");
  },

  async widen(db) {
    await sql`alter table search_documents alter column id type bigint`.execute(db);
    await addVector(db, "headline_words");
    await addVector(db, "top_words");
  },

  async put(db, id, { headline, dek, text }) {
    await sql`update search_documents set
      headline_words = ${vectorOf([headline])}::tsvector,
      top_words = ${vectorOf([headline, dek])}::tsvector,
      words = ${vectorOf([headline, dek, text])}::tsvector
      where id = ${id}`.execute(db);
  },

  async remove() {
    // The words stand in the row itself and go with it.
  },

  find(db, { all, none }, part) {
    const [everything, anything] = [allOf(all), someOf(all)];
    const groups = [
      sql`headline_words @@ ${everything}`,
      sql`top_words @@ ${everything} and not headline_words @@ ${everything}`,
      sql`words @@ ${everything} and headline_words @@ ${anything} and not top_words @@ ${everything}`,
      sql`words @@ ${everything} and not top_words @@ ${everything} and not headline_words @@ ${anything}`,
    ].map((match) => (limit: number) => matching(db, without(none, match), limit));
    return partOfGroups(groups, part);
  },

  async count(db, { all, none }, most) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from
      (select 1 from search_documents where ${without(none, sql`words @@ ${allOf(all)}`)} limit ${most}) as fitting`.execute(
      db,
    );
    return rows[0]!.count;
  },

  async known(db, words) {
    const { rows } = await sql<{ word: string }>`select word from unnest(${words}::text[]) as word
      where exists (select from search_documents where words @@ (quote_literal(word))::tsquery)`.execute(db);
    return rows.map(({ word }) => word);
  },
};

async function addVector(db: Kysely<unknown>, name: string) {
  await sql`alter table search_documents add column ${sql.ref(name)} tsvector not null default ''`.execute(db);
  await sql`create index ${sql.ref(`search_documents_${name}`)} on search_documents using gin (${sql.ref(name)})`.execute(
    db,
  );
}

/** By `id + 0`: on the way along the key itself, every row would be looked into until enough of them fit. */
async function matching(db: Db, match: RawBuilder<unknown>, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from search_documents where ${match} order by id + 0 desc limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

function without(none: Term[], match: RawBuilder<unknown>): RawBuilder<unknown> {
  return none.length > 0 ? sql`${match} and not words @@ ${someOf(none)}` : match;
}

function allOf(terms: Term[]): RawBuilder<unknown> {
  return sql`${terms.map(anyOf).join(" & ")}::tsquery`;
}

function someOf(terms: Term[]): RawBuilder<unknown> {
  return sql`${terms.map(anyOf).join(" | ")}::tsquery`;
}

function anyOf({ any }: Term): string {
  return `(${any.map(phrase).join(" | ")})`;
}

function phrase({ words, prefix }: Phrase): string {
  const parts = words.map((word, i) => `'${word}'${prefix && i === words.length - 1 ? ":*" : ""}`);
  return `(${parts.join(" <-> ")})`;
}

/** `'robots':1 'pack':3,7 '§robot'`: between the places one position is left out, so that no phrase reaches over. */
function vectorOf(places: Words[]): string {
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
