import { sql, type RawBuilder } from "kysely";
import type { Found, SearchIndex, Term } from "./search.server.ts";

/**
 * Of a database that is one file: FTS5, which keeps the words and not the texts. The words come ready-made, so the
 * tokenizer that takes every sign beyond ASCII for a letter parts them where they were parted.
 */
export const fileSearch: SearchIndex = {
  async create(db) {
    await sql`create virtual table search_words using fts5(headline, dek, text, content='', contentless_delete=1, tokenize='ascii')`.execute(
      db,
    );
  },

  async put(db, id, { headline, dek, text }) {
    await this.remove(db, id);
    const [top, below, rest] = [headline, dek, text].map((words) => words.join(" "));
    await sql`insert into search_words (rowid, headline, dek, text) values (${id}, ${top}, ${below}, ${rest})`.execute(
      db,
    );
  },

  async remove(db, id) {
    await sql`delete from search_words where rowid = ${id}`.execute(db);
  },

  async find(db, terms, { limit, offset }): Promise<Found> {
    const all = terms.map(phrase).join(" AND ");
    const some = terms.map(phrase).join(" OR ");
    const count = await sql<{ total: number }>`select count(*) as total from ${matching(all)}`.execute(db);
    const { rows } = await sql<{ id: number }>`
      select id from search_documents where id in ${matching(all)}
      order by case
        when id in ${matching(`headline : (${all})`)} then 1
        when id in ${matching(`{headline dek} : (${all})`)} then 2
        when id in ${matching(`headline : (${some})`)} then 3
        else 4 end, at desc, kind, ref desc
      limit ${limit} offset ${offset}`.execute(db);
    return { total: count.rows[0]!.total, ids: rows.map(({ id }) => id) };
  },
};

function matching(query: string): RawBuilder<unknown> {
  return sql`(select rowid from search_words where search_words match ${query})`;
}

function phrase({ words, prefix }: Term): string {
  return `"${words.join(" ")}"${prefix ? " *" : ""}`;
}
