import type { Kysely } from "kysely";
import type { Db } from "./schema.ts";

/** The words of a row of `search_documents`, by where they stand; each is letters and digits only, made alike by the caller. */
type Indexed = Record<Place, WordGroups>;
type Place = "headline" | "dek" | "text";

/** `row`: as they stand, one after the other; `also`: what finds it, too, one by one. */
export type WordGroups = { row: readonly string[]; also: readonly string[] };

/** Words one after the other, of which the last may be the beginning of a longer one. */
export type Phrase = { words: string[]; prefix: boolean };

/** What must occur in one of these forms. */
export type Term = { any: Phrase[] };

/** What is looked for: every one of `all`, and nothing of `none`. */
export type SearchQuestion = { all: Term[]; none: Term[] };

/** Which rows of `search_documents` have which words. Both kinds of database give the same rows in the same order. */
export type SearchIndex = {
  /** Makes what it is kept in, beside `search_documents`. */
  create(db: Kysely<unknown>): Promise<void>;
  /** Makes what it needs besides, since the key of `search_documents` says when. */
  widen(db: Kysely<unknown>): Promise<void>;
  put(db: Db, id: number, words: Indexed): Promise<void>;
  remove(db: Db, id: number): Promise<void>;
  /**
   * The rows that fit: first those with all terms in the headline, then in headline and dek, then with some of them in
   * the headline, then the others; within each, the greatest `id` first.
   */
  find(db: Db, question: SearchQuestion, part: { limit: number; offset: number }): Promise<number[]>;
  /** How many rows fit; more than `most` are not counted. */
  count(db: Db, question: SearchQuestion, most: number): Promise<number>;
  /** Those of the words that stand in some row. */
  known(db: Db, words: string[]): Promise<string[]>;
};

/**
 * Reads one group of rows after the other until a part is whole.
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
