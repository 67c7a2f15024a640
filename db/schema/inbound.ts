import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

/**
 * Something that came back, written down whole before it is understood: a mail, or an event of a provider. `new`: it is
 * yet to be understood; `quarantined`: too large or too tangled; `failed`: it made us fail, and its turn comes again by hand.
 */
export type InboundMessagesTable = {
  id: Generated<number>;
  door: "smtp" | "mailbox" | "pipe" | "webhook";
  /** The provider of a webhook; null for mail. */
  provider: string | null;
  /** A name for it, so that the same is kept once. */
  dedupe_key: string;
  received_at: Milliseconds;
  /** Its envelope: the sender, empty for the null sender, and the recipients as JSON. */
  sent_from: string;
  sent_to: Json;
  /** Null after its time is over. Of what was too large, the beginning. */
  raw: Buffer | null;
  /** In bytes, of the whole. */
  size: number;
  state: "new" | "understood" | "quarantined" | "failed";
  /** The version of the rules that understood it. */
  rules_version: number | null;
  understood_at: Milliseconds | null;
  /** A process works on it until then, and others leave it alone. */
  held_until: Milliseconds | null;
  /** How often it has failed. */
  failures: Generated<number>;
};

/** One thing that a message tells, by the place of it in the message, from 0. */
export type InboundReportsTable = {
  message_id: number;
  n: number;
  /** One of `ReportKind` of `models/inbound/reports`. */
  kind: string;
  category: string | null;
  status: string | null;
  diagnostic: string | null;
  /** The lines that decided. */
  evidence: Json;
  rule: string;
  confidence: "certain" | "likely" | "guess";
  /** The way its target was found, and the target: `Target` of `models/inbound/reports`. All null when it has none. */
  matched_by: string | null;
  edition_id: number | null;
  letter_id: number | null;
  subscriber_id: number | null;
  /** The domain of the reader's address; else of the recipient that it names. */
  domain: string | null;
  /** When it happened. */
  at: Milliseconds;
  /** When it was acted on, and what was done; null when it changed nothing. */
  acted_at: Milliseconds | null;
  act: string | null;
};
