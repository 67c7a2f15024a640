import type { Kysely } from "kysely";
import type { Db } from "./client.server.ts";

/** The words of a row of `search_documents`, by where they stand; each is letters and digits only, made alike by the caller. */
export type Indexed = Record<Place, readonly string[]>;
type Place = "headline" | "dek" | "text";

/** What must occur: words one after the other, of which the last may be the beginning of a longer one. */
export type Term = { words: string[]; prefix: boolean };

/** Which rows of `search_documents` have which words. Both kinds of database give the same rows in the same order. */
export type SearchIndex = {
  /** Makes what it is kept in, beside `search_documents`. */
  create(db: Kysely<unknown>): Promise<void>;
  put(db: Db, id: number, words: Indexed): Promise<void>;
  remove(db: Db, id: number): Promise<void>;
  /**
   * The rows that have every term: first those with all of them in the headline, then in headline and dek, then with
   * some of them in the headline, then the others; within each, the newest first.
   */
  find(db: Db, terms: Term[], part: { limit: number; offset: number }): Promise<Found>;
};

export type Found = { total: number; ids: number[] };
