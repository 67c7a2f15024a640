import type { Kysely, RawBuilder } from "kysely";
import type { Db } from "./schema.ts";

/** The readers that are looked at: all whom the index knows, each reader from wherever a query begins, or some thousand of the index. */
export type SearchReach = "all" | "walk" | "some";

/** Search for a part of a reader's address or name, by the three letters that follow each other in it. */
export type ReaderSearch = {
  /** Creates its index, beside `subscribers` and `search_progress`. */
  create(db: Kysely<unknown>): Promise<void>;
  /** A condition on `subscribers`. @param words in lower case, not empty */
  finding(words: string, reach: SearchReach): RawBuilder<boolean>;
  /** True for words that so many readers have that a walk meets them sooner than the index lists them. */
  isCommon(db: Db, words: string): Promise<boolean>;
  /** False where each search is a walk through all readers. */
  hasIndex(db: Db): Promise<boolean>;
  /** Creates what `noted` needs beside the index of `reader_notes` by value. */
  createForNotes(db: Kysely<unknown>): Promise<void>;
  /** A condition on `reader_notes`: their value begins with these words. @param words in lower case, not empty */
  noted(words: string): RawBuilder<boolean>;
  /**
   * Takes readers into the index who are not in it yet; until then `finding` looks at each of them.
   * @returns true while there are more
   */
  catchUp(db: Db, limit: number): Promise<boolean>;
};

/** A pattern of LIKE for texts with these words in them; its signs are escaped by a backslash. */
export function likePattern(words: string): string {
  return `%${likeBeginning(words)}`;
}

/** A pattern of LIKE for texts that begin with these words. */
export function likeBeginning(words: string): string {
  return `${words.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
