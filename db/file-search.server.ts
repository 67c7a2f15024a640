import { sql } from "kysely";
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
 * Search in a database file: FTS5, which stores words and not texts. The words come normalised, and the tokenizer takes
 * every character beyond ASCII for a letter, so it splits only between them. Matches come in order of the key, newest
 * first, so that the first of very many cost no more than those of a few.
 */
export const fileSearch: SearchIndex = {
  async create(db) {
    await sql`create virtual table search_words using fts5(headline, dek, text, content='', contentless_delete=1, tokenize='ascii')`.execute(
      db,
    );
  },

  async widen(db) {
    await sql`create virtual table search_known using fts5vocab('search_words', 'row')`.execute(db);
  },

  async put(db, id, { headline, dek, text }) {
    await this.remove(db, id);
    const [top, below, rest] = [headline, dek, text].map(written);
    await sql`insert into search_words (rowid, headline, dek, text) values (${id}, ${top}, ${below}, ${rest})`.execute(
      db,
    );
  },

  async remove(db, id) {
    await sql`delete from search_words where rowid = ${id}`.execute(db);
  },

  find(db, question, part) {
    const groups = groupsOf(question).map((match) => (limit: number) => matching(db, match, limit));
    return partOfGroups(groups, part);
  },

  async count(db, question, most) {
    const match = fitting(question, allOf(question.all));
    const { rows } = await sql<{ count: number }>`select count(*) as count from
      (select 1 from search_words where search_words match ${match} limit ${most})`.execute(db);
    return rows[0]!.count;
  },

  async known(db, words) {
    const { rows } = await sql<{
      term: string;
    }>`select term from search_known where term in (${sql.join(words)})`.execute(db);
    return rows.map(({ term }) => term);
  },
};

function written({ row, also }: WordGroups): string {
  return [...row, ...also].join(" ");
}

async function matching(db: Db, match: string, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select rowid as id from search_words where search_words match ${match} order by rowid desc limit ${limit}`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

function groupsOf(question: SearchQuestion): string[] {
  const all = allOf(question.all);
  const [inHeadline, onTop] = [`headline : (${all})`, `{headline dek} : (${all})`];
  const someInHeadline = `headline : (${question.all.map(anyOf).join(" OR ")})`;
  return [
    inHeadline,
    `(${onTop}) NOT (${inHeadline})`,
    `((${all}) AND (${someInHeadline})) NOT (${onTop})`,
    `(${all}) NOT ((${onTop}) OR (${someInHeadline}))`,
  ].map((match) => fitting(question, match));
}

function fitting({ none }: SearchQuestion, match: string): string {
  return none.length > 0 ? `(${match}) NOT (${none.map(anyOf).join(" OR ")})` : match;
}

function allOf(terms: Term[]): string {
  return terms.map(anyOf).join(" AND ");
}

function anyOf({ any }: Term): string {
  return `(${any.map(phrase).join(" OR ")})`;
}

function phrase({ words, prefix }: Phrase): string {
  return `"${words.join(" ")}"${prefix ? " *" : ""}`;
}
