/** Parts that are others in another place; what cannot be known is left out. */
export type DatabasePlace = Partial<
  Record<"database" | "made" | "machine" | "address" | "server" | "timeline", string>
>;
/** What there is around a database by which a copy of it, or a backup of it restored, can be told. */
export type Whereabouts = {
  place(): Promise<DatabasePlace>;
  /** Outside of what a backup brings back: says the token of the `home` row, unless it was restored. Null: not there. */
  witness(): Promise<string | null>;
  /** A token for the `home` row, to be written in this transaction. */
  newToken(now: number): Promise<string>;
  /** When a token was made; from then on, earlier backups can be told. */
  madeAt(token: string): number;
  /** Makes the witness say this token, before it returns. */
  testify(token: string): void;
};
