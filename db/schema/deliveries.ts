import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

/** The states of one hand-over; `docs/architecture.md` draws the transitions. */
export type DeliveryStatus = "queued" | "sending" | "accepted" | "refused" | "uncertain" | "withdrawn" | "cancelled";

/** Columns that deliveries and letters share: one hand-over of one message to one reader. */
type HandOver = {
  status: DeliveryStatus;
  due_at: Milliseconds;
  attempts: number;
  /** The sender process that has claimed it while `sending`. */
  claimed_by: string | null;
  claimed_at: Milliseconds | null;
  /** The message's Date, the same on every retry (H-27). */
  first_claimed_at: Milliseconds | null;
  finished_at: Milliseconds | null;
  reply_code: number | null;
  /** The server's reply, or a description of what happened instead. */
  reply: string | null;
  /** The category of the last reply, by `models/deliveries/retries`. */
  verdict: Generated<string | null>;
};

/** One row per edition and reader. */
export type DeliveriesTable = {
  edition_id: number;
  subscriber_id: number;
  created_at: Milliseconds;
  /** Start of the attempts that count against the retry time. */
  tried_from: Generated<Milliseconds | null>;
} & HandOver;

/** A transactional mail: confirmation, welcome. */
export type LettersTable = {
  id: Generated<number>;
  /** One of `TransactionalKind` in `models/deliveries/transactional`. */
  kind: string;
  subscriber_id: number;
  list_id: number;
  /** Data of its kind beside the reader and the list. */
  detail: Generated<Json | null>;
  created_at: Milliseconds;
} & HandOver;

/** Sums of an edition's deliveries by state, after the single rows became too old (C-10). */
export type DeliverySumsTable = { edition_id: number; status: DeliveryStatus; count: number };

/** The rate limit of a destination; `*` is all mail together. The operator sets the limits; other columns are state. */
export type PacesTable = {
  destination: string;
  per_second: Generated<number | null>;
  per_hour: Generated<number | null>;
  per_day: Generated<number | null>;
  connections: Generated<number | null>;
  /** A daily cap that grows: `first` messages on its first day, `growth` per cent more each day after. */
  warm_up_at: Generated<Milliseconds | null>;
  warm_up_first: Generated<number | null>;
  warm_up_growth: Generated<number | null>;
  /** The time when `per_second` lets the next message leave; a fraction of a millisecond counts. */
  next_at: Generated<number>;
  hour_at: Generated<Milliseconds>;
  hour_count: Generated<number>;
  day_at: Generated<Milliseconds>;
  day_count: Generated<number>;
  /** After a "too fast" reply: nothing before this time, then slowly. */
  held_until: Generated<Milliseconds | null>;
  slow_per_second: Generated<number | null>;
  slow_connections: Generated<number | null>;
  slow_since: Generated<Milliseconds | null>;
  slow_step_at: Generated<Milliseconds | null>;
  slow_times: Generated<number>;
  slow_reply: Generated<string | null>;
};

/** Domains that share one rate limit, because the same servers take their mail. */
export type DestinationsTable = { domain: string; destination: string };
