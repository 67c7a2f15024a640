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

/** The last sign of life of a reader, besides joining. */
export type ReaderSignsTable = {
  subscriber_id: number;
  seen_at: Milliseconds;
  /** One of `models/readerSigns`. */
  sign: string;
};

/** How many of those who joined a list in a month left it in which; counted again from time to time. Months as 12 × year + month. */
export type CohortsTable = {
  list_id: number;
  joined: number;
  /** 0: still there. */
  left: number;
  /** Whether an import brought them: it has no one who had left before. */
  imported: 0 | 1;
  count: number;
};

/** Those of `cohorts` whose subscriptions are gone with an erasure. */
export type ErasedMembersTable = CohortsTable;

/** One row: when the cohorts were counted last, and when somebody began to. */
export type CohortWalkTable = { id: number; begun_at: Milliseconds; counted_at: Milliseconds | null };

/** An act of an operator that ends the subscriptions of those who gave no sign. */
export type PartingsTable = {
  id: Generated<number>;
  list_id: number;
  /** How many issues went by without a sign, from the first of them (edition and time) to the last. */
  issues: number;
  first_edition: number;
  last_edition: number;
  since: Milliseconds;
  asked_at: Milliseconds;
  asked_by: string;
  state: "ending" | "ended" | "undoing" | "undone";
  /** The reader to whom it has come. */
  after: number;
  /** How many subscriptions ended; how many came back. */
  ended: number;
  returned: number;
  undone_by: string | null;
};

/** A reader whose subscription an act ended, as long as it can be undone. */
export type PartingReadersTable = { parting_id: number; subscriber_id: number };
