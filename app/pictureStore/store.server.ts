/** Where the bytes of pictures lie outside of the database, by their keys, which are 32 hexadecimal digits. */
export type PictureStore = {
  /** As in PICTURES, without what is secret. */
  name: string;
  /** Keeps bytes for good: once it has resolved, a power cut takes nothing. @throws StoreFault */
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
  /** @returns null when it has no such picture. @throws StoreFault */
  get(key: string): Promise<Buffer | null>;
  /** Removes a picture; one that is not there is no fault. @throws StoreFault */
  remove(key: string): Promise<void>;
  /** Asks whether the store would take something. @throws StoreFault */
  probe(): Promise<void>;
  /** Gives the keys of all pictures in it, some at a time. @throws StoreFault */
  keys(): AsyncIterable<string[]>;
  /** Undefined for a bucket: one that is not there says so. */
  folder?: {
    /** Returns the marks in it, of hexadecimal digits; each database has its own. @throws StoreFault */
    marks(): Promise<string[]>;
    write(mark: string): Promise<void>;
    /** From then on the folder is away wherever this mark is not. */
    expect(mark: string): void;
    isMarked(): boolean;
    /** Removes halves of files that were begun before a time in milliseconds. @returns how many */
    removeHalves(before: number): Promise<number>;
  };
};

/** The place of new pictures, null for the database; and those where earlier ones may still lie. */
export type PictureStores = { current: PictureStore | null; former: PictureStore[] };

/**
 * `away`: it does not answer, or not in time; `full`; `refused`: it answers, and does not let us in; `without`: it does not
 * have what must lie somewhere.
 */
type StoreTrouble = "away" | "full" | "refused" | "without";

/** Why a store did not do what it was asked to. */
export class StoreFault extends Error {
  constructor(
    readonly trouble: StoreTrouble,
    store: string,
    cause: unknown,
  ) {
    super(`${store} ${words[trouble]} (${cause instanceof Error ? cause.message : String(cause)})`);
    this.name = "StoreFault";
  }
}

const words: Record<StoreTrouble, string> = {
  away: "does not answer",
  full: "is full",
  refused: "refuses what is asked of it",
  without: "does not lead to what lies outside of the database",
};
