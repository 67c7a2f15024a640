import type { Reply } from "#app/components/desk/reply.ts";

/** The stored article's fields that the form needs. */
export type Saved = { id: number; slug: string; version: number; at: number; publishedAt: number | null };

/** The result of a save or a deletion. */
export type Answer =
  | { saved: Saved }
  | { reply: Reply }
  /** Another editor saved `version` meanwhile. */
  | { conflict: { version: number; at: number } }
  /** Another editor deleted the article. */
  | { gone: true }
  /** Numbers of the issues with the article, which cannot be deleted. */
  | { held: number[] };
