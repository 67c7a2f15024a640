import type { Generated } from "kysely";
import type { Milliseconds } from "./columns.ts";

/** Steps of a list's readers by day, added up from the chain of consent; a day like `2026-11-28`, in the zone of `numbers_state`. */
export type ListDaysTable = {
  list_id: number;
  day: string;
  /** One of `ListFigure` of `models/numbers/standings`. */
  figure: string;
  /** The form, the import or the way of leaving; empty where there is none. */
  source: string;
  count: number;
};

/** When the address of a reader became unreachable, and reachable again. */
export type ReaderReachTable = {
  subscriber_id: number;
  at: Milliseconds;
  /** Of the event that told it; 0 for what was so before the log. */
  seq: number;
  reach: "lost" | "back";
  /** The reason of the suppression; empty for `back`. */
  reason: string;
};

/** Sums of what became of an edition. */
export type EditionFiguresTable = {
  edition_id: number;
  /** One of `EditionFigure` of `models/numbers/editionSums`. */
  figure: string;
  /** Whether within a day of the mail; empty where that says nothing. */
  within: "day" | "later" | "";
  count: number;
};

/** Editions whose deliveries are added up once they have gone out. */
export type EditionLedgersTable = {
  edition_id: number;
  /** Since when it waits to be added up; null when it is. */
  due_at: Milliseconds | null;
  counted_at: Generated<Milliseconds | null>;
};

/** The last leaving of a reader, and the edition that they had got before. */
export type DeparturesTable = {
  subscriber_id: number;
  list_id: number;
  edition_id: number | null;
  way: string;
  within: "day" | "later" | "";
  /** The reason that is counted for the edition. */
  reason: Generated<string | null>;
  at: Milliseconds;
};

/** One row: the zone whose days `list_days` has, and the last reader whose reach from before the log was looked at. */
export type NumbersStateTable = { id: number; time_zone: string | null; reached_to: number | null };

/** Views of pages by day; nothing tells who saw them. */
export type VisitDaysTable = {
  day: string;
  /** One of `PageKind` of `models/visits/pages`. */
  kind: string;
  /** The id of the article, issue or topic; 0 where the kind says it all. */
  subject: number;
  /** One of `VisitSort` of `models/visits/sorts`. */
  sort: string;
  count: number;
};

/** Hosts from which people came, by day; the host `…` stands for all beyond the most that are kept. */
export type ReferrerDaysTable = { day: string; host: string; count: number };

/** Words that readers searched for and that nothing has, by day. */
export type EmptySearchesTable = { day: string; words: string; count: number };

/** Fetches of feeds by program, and the most readers that a program said it has. */
export type FeedDaysTable = { day: string; program: string; fetches: number; readers: number };
