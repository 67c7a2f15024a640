import type { Generated } from "kysely";
import type { Milliseconds } from "./columns.ts";

/** Another briefing that this one recommends, in the order of `place`. */
export type RecommendationsTable = {
  id: Generated<number>;
  name: string;
  /** http or https. */
  url: string;
  /** A sentence. */
  says: string;
  place: number;
  created_at: Milliseconds;
};

/** Somebody who came by a reader's personal link. Nobody keeps it of people who were there before. */
export type ReferralsTable = {
  id: Generated<number>;
  /** The one who came; null when they were erased: the reader's count stays. */
  subscriber_id: number | null;
  /** The reader whose link it was. */
  referrer_id: number;
  asked_at: Milliseconds;
  /** The confirmation; null before it. */
  counted_at: Milliseconds | null;
};
