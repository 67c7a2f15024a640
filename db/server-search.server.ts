import { sql } from "kysely";
import type { Found, Indexed, SearchIndex, Term } from "./search.server.ts";

/** Of a database server: a tsvector, written and asked word by word, so that no parser or dictionary of its has a say. */
export const serverSearch: SearchIndex = {
  async create(db) {
    await sql`alter table search_documents add column words tsvector not null default ''`.execute(db);
    await sql`create index search_documents_words on search_documents using gin (words)`.execute(db);
  },

  async put(db, id, words) {
    await sql`update search_documents set words = ${vectorOf(words)}::tsvector where id = ${id}`.execute(db);
  },

  async remove() {
    // The words stand in the row itself and go with it.
  },

  async find(db, terms, { limit, offset }): Promise<Found> {
    const all = (weights: string) => terms.map((term) => phrase(term, weights)).join(" & ");
    const some = terms.map((term) => phrase(term, "A")).join(" | ");
    const count = await sql<{
      total: number;
    }>`select count(*) as total from search_documents where words @@ ${all("")}::tsquery`.execute(db);
    const { rows } = await sql<{ id: number }>`
      select id from search_documents where words @@ ${all("")}::tsquery
      order by case
        when words @@ ${all("A")}::tsquery then 1
        when words @@ ${all("AB")}::tsquery then 2
        when words @@ ${some}::tsquery then 3
        else 4 end, at desc, kind, ref desc
      limit ${limit} offset ${offset}`.execute(db);
    return { total: count.rows[0]!.total, ids: rows.map(({ id }) => id) };
  },
};

/** `'robots':1A 'pack':3A,7B`: between the places one position is left out, so that no phrase reaches over. */
function vectorOf({ headline, dek, text }: Indexed): string {
  const positions = new Map<string, string[]>();
  let position = 0;
  for (const [words, weight] of [
    [headline, "A"],
    [dek, "B"],
    [text, "D"],
  ] as const) {
    for (const word of words) {
      position += 1;
      const places = positions.get(word) ?? [];
      places.push(`${position}${weight}`);
      positions.set(word, places);
    }
    position += 1;
  }
  return [...positions].map(([word, places]) => `'${word}':${places.join(",")}`).join(" ");
}

function phrase({ words, prefix }: Term, weights: string): string {
  const last = words.length - 1;
  const parts = words.map((word, i) => {
    const flags = (prefix && i === last ? "*" : "") + weights;
    return `'${word}'${flags && `:${flags}`}`;
  });
  return `(${parts.join(" <-> ")})`;
}
