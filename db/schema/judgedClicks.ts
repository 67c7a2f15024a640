import type { Generated } from "kysely";
import type { Milliseconds } from "./columns.ts";

/** Sums of the judged hits of an edition. Hits that wait for their judgement are in none. */
export type ClickSumsTable = {
  edition_id: number;
  /** One of `SumOf` in `models/clicks/sums`: all links, one link, all links of an article or a section, the picture. */
  what: string;
  verdict: "person" | "machine" | "unknown";
  hits: number;
  /** With at least one such hit; the next column is among them. */
  readers: number;
  /** Those whose hits name nobody any more, after an erasure or a refusal. */
  gone_readers: Generated<number>;
};

/** Seconds in which several readers of one domain clicked in an edition; `others`: how many there were beside each. */
export type ClickCrowdsTable = { edition_id: number; domain: string; second: number; others: number };

/**
 * One row, locked by the process that judges, so that sums are changed by one at a time. The other columns say how far all that is
 * kept was judged once more; null while nobody asked for that.
 */
export type ClickJudgingTable = {
  id: number;
  begun_at: Milliseconds | null;
  edition_id: number | null;
  subscriber_id: number | null;
};
