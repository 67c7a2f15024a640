import type { Reply } from "#app/components/desk/reply.ts";

/** What was saved, as the form must know it. */
export type Saved = { id: number; slug: string; version: number; at: number; publishedAt: number | null };

/** What came of a save or a deletion. */
export type Answer =
  | { saved: Saved }
  | { reply: Reply }
  /** Somebody else saved `version` meanwhile. */
  | { conflict: { version: number; at: number } }
  /** Somebody else deleted the article. */
  | { gone: true }
  /** Issues hold the article, so that it cannot be deleted. */
  | { held: number[] };
