/** Properties that differ in another place; unknown ones are left out. */
export type DatabasePlace = Partial<
  Record<"database" | "made" | "machine" | "address" | "server" | "timeline", string>
>;
/** The surroundings of a database, by which a copy of it, or a restored backup, is detected. */
export type Whereabouts = {
  place(): Promise<DatabasePlace>;
  /** Outside of what a backup restores: the token of the `home` row, unless that row was restored. Null: none. */
  readLease(): Promise<string | null>;
  /** Returns a token for the `home` row, to be written in this transaction. */
  newToken(now: number): Promise<string>;
  /** Returns the time of a token; backups from before it can be detected. */
  madeAt(token: string): number;
  /** Writes this token to the lease file, before it returns. */
  writeLease(token: string): void;
};
