import type { Kysely } from "kysely";
import type { Db } from "./schema.ts";

/** The words of a row of `search_documents`, by place; each has only letters and digits, normalised by the caller. */
type Indexed = Record<Place, WordGroups>;
type Place = "headline" | "dek" | "text";

/** `row`: the words in order; `also`: stems and other spellings, without order. */
export type WordGroups = { row: readonly string[]; also: readonly string[] };

/** Words in order; with `prefix` the last one may be the beginning of a longer word. */
export type Phrase = { words: string[]; prefix: boolean };

/** A term, which must occur in one of these forms. */
export type Term = { any: Phrase[] };

/** A query: all terms of `all`, and none of `none`. */
export type SearchQuestion = { all: Term[]; none: Term[] };

/** The words of `search_documents`. Both kinds of database return the same rows in the same order. */
export type SearchIndex = {
  /** Creates its tables and indexes, beside `search_documents`. */
  create(db: Kysely<unknown>): Promise<void>;
  /** Creates what it needs since the key of `search_documents` orders by time. */
  widen(db: Kysely<unknown>): Promise<void>;
  put(db: Db, id: number, words: Indexed): Promise<void>;
  remove(db: Db, id: number): Promise<void>;
  /**
   * Returns the matching rows in this order: all terms in the headline; then all in headline and dek; then some in the
   * headline; then others. Within each, the greatest `id` comes first.
   */
  find(db: Db, question: SearchQuestion, part: { limit: number; offset: number }): Promise<number[]>;
  /** Counts the matching rows, up to `most`. */
  count(db: Db, question: SearchQuestion, most: number): Promise<number>;
  /** Returns the words that occur in a row. */
  known(db: Db, words: string[]): Promise<string[]>;
};

/**
 * Reads one group of rows after the other until a part is complete.
 * @param groups the first `limit` ids of each, without those of the groups before
 */
export async function partOfGroups(
  groups: ((limit: number) => Promise<number[]>)[],
  { limit, offset }: { limit: number; offset: number },
): Promise<number[]> {
  const ids: number[] = [];
  for (const group of groups) {
    if (ids.length === offset + limit) break;
    ids.push(...(await group(offset + limit - ids.length)));
  }
  return ids.slice(offset);
}
