import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

/** A question of a frozen issue to its readers. It stays, so that its figures do. */
export type AskedQuestionsTable = {
  id: Generated<number>;
  edition_id: number;
  /** From 1, in the order of the mail; it stands in the links of the mail. */
  n: number;
  kind: "useful" | "poll";
  /** The piece that it stands under, which may be deleted since; null for a poll and for the whole issue. */
  article_id: number | null;
  /** Of the poll; else the headline of the piece or the subject of the issue, as sent. */
  words: string;
  /** Of a poll, in order; empty for `useful`, whose answers are yes (1) and no (2). */
  answers: Json;
  /** 1: readers see its results too. */
  shown: number;
  closes_at: Milliseconds;
  /** Set by the sender when it has closed: pages and feeds change then. */
  closed_at: Milliseconds | null;
};

/** The answer of one delivery; another one replaces it. */
export type GivenAnswersTable = {
  id: Generated<number>;
  question_id: number;
  /** Null once the reader is erased, or a year has passed: the answer still counts. */
  subscriber_id: number | null;
  /** From 1. */
  answer: number;
  /** Their own words beside it; empty for none. */
  remark: Generated<string>;
  at: Milliseconds;
  /** Set by an editor who marked the remark. */
  marked_at: Milliseconds | null;
  marked_by: string | null;
};
