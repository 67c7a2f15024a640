import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

export type SenderProcessesTable = {
  id: string;
  host: string;
  pid: number;
  started_at: Milliseconds;
  seen_at: Milliseconds;
  /** The outage that stops it now, in words for the operator. */
  trouble: string | null;
  /** The one issue it was started for; null for all. */
  issue_id: Generated<number | null>;
  /** Its present work: `SenderReport` of `models/instance/senderProcesses`. */
  report: Generated<Json | null>;
};

/** The most connections that a mail server took; `server`: host and port. It holds for a day. */
export type SmtpCeilingsTable = { server: string; connections: number; found_at: Milliseconds; reply: string };

/**
 * A process that wants a connection to a mail server for a single mail, or has one, while senders do with one less.
 * `until`: for that long at most.
 */
export type SmtpGuestsTable = { id: string; server: string; until: Milliseconds };

/**
 * One row: the place where this database was claimed. In another place, or restored, it must be claimed before anything
 * is sent.
 */
export type HomeTable = {
  id: number;
  place: Json;
  token: string;
  former_token: string;
  claimed_at: Milliseconds;
  claimed_by: string;
};

/** Something that happened, for the followers of the log. The kinds are listed in `models/events`. */
export type EventsTable = {
  /** Its place in the log, from 1, without a gap, in the order of the commits. */
  seq: number;
  kind: string;
  /** The id of the article, topic, issue or edition that it happened to. */
  subject: number;
  /** The actor: an editor's name, a script, the sender. */
  by: string | null;
  at: Milliseconds;
};

/** One row: the `seq` of the newest event. */
export type EventHeadTable = { id: number; seq: number };

/** How far a follower is. */
export type EventCursorsTable = {
  follower: string;
  /** Which log its `seq` counts in. */
  source: "events" | "consent";
  /** Of the last event that it followed. */
  seq: number;
  /** How often in a row the next event has failed, the last message, and when it is tried again. */
  failures: number;
  fault: string | null;
  due_at: Milliseconds;
  /** When it last moved or failed. */
  tried_at: Milliseconds;
};
