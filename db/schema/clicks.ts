import type { Generated } from "kysely";
import type { Milliseconds } from "./columns.ts";

/** The time since which a list counts something; null, like no row: it does not. */
export type ListCountingTable = {
  list_id: number;
  clicks_since: Milliseconds | null;
  opens_since: Milliseconds | null;
  changed_by: string;
  changed_at: Milliseconds;
};

/**
 * A counted link of a frozen mail, in the order of the mail from 1; 0 is the one that people cannot see. A digest has the links of
 * all topics.
 */
export type EditionLinksTable = {
  edition_id: number;
  n: number;
  /** As the editor wrote it. */
  href: string;
  /** Its words, or those of its picture. */
  label: string;
  /** The heading of its section. */
  section: string | null;
  /** Null where it belongs to no article. */
  article_id: number | null;
  /** The words of the item, a line without an article, that it belongs to. */
  item: string | null;
  /** From the top, among all links of the mail that are counted; 1 is the first. */
  place: number;
};

/** Names of programs that asked for a link. `seen_at`: the last day that one did; it goes 30 days later. */
export type AgentsTable = { id: Generated<number>; text: string; seen_at: Milliseconds };

/** A request for a counted link, or for the picture of an open; never dropped. */
export type EditionHitsTable = {
  id: Generated<number>;
  edition_id: number;
  /** Null after an erasure or a refusal, and where the address's part that names the reader does not open. */
  subscriber_id: number | null;
  /** Of the link; null: the picture of an open. */
  n: number | null;
  at: Milliseconds;
  method: string;
  /** Marks of the request, between spaces: see `Signal` in `models/clicks/signals`. */
  signals: string;
  /** This and the network (an address) are null after 30 days. */
  agent_id: number | null;
  network: string | null;
  /** By `models/clicks/rules`; all null until it is judged. */
  verdict: "person" | "machine" | "unknown" | null;
  rule: string | null;
  confidence: string | null;
  judged_at: Milliseconds | null;
};
