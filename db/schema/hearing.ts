import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

/** Fates of an edition’s mails, counted as they are heard: accepted or refused when it went out, and returned afterwards. */
export type EditionReturnsTable = {
  edition_id: number;
  /** The domain of the readers; empty for all of them together. */
  domain: string;
  /** One of `ReturnKind` of `models/deliveries/returns`. */
  kind: string;
  /** The category of the reply; empty where there is none. */
  category: string;
  count: number;
};

/** How far the ledger of an edition that has gone out is counted, and from where on the circuit breaker counts. */
export type EditionHearingsTable = {
  edition_id: number;
  /** The last subscriber whose delivery is counted. */
  walked_through: Generated<number>;
  counted_at: Generated<Milliseconds | null>;
  /** The last subscriber whose refusal counts against them; `walked_at`: set when all do. */
  heeded_through: Generated<number>;
  walked_at: Generated<Milliseconds | null>;
  /** Counts of the accepted and of the returns at the last pause for them, which are not judged again. */
  accepted_before: Generated<number>;
  returns_before: Generated<Json>;
};

/** One row: when mail that comes back suppresses. */
export type HearingRulesTable = {
  id: number;
  /** So many issues in a row, over so many days. */
  soft_issues: number;
  soft_days: number;
  /** Until then issues go out in spite of too many complaints. */
  complaints_allowed_until: Milliseconds | null;
};

/** Probe letters to ourselves, and when each came back. */
export type SelfTestsTable = {
  id: Generated<number>;
  asked_by: string;
  /** The mailbox that was tried, without its token: a test counts for that one alone. */
  address: string;
  sent_at: Milliseconds;
  /** Why it could not be handed over. */
  fault: Generated<string | null>;
  back_at: Generated<Milliseconds | null>;
};

/** Phrases that operators taught: a mail with one of them is of that kind. */
export type TaughtRulesTable = {
  id: Generated<number>;
  phrase: string;
  /** Where in a mail it must stand. */
  place: string;
  kind: string;
  category: string | null;
  taught_by: string;
  taught_at: Milliseconds;
};

/** Addresses to which readers have moved, as their mailboxes say. */
export type NewAddressesTable = { subscriber_id: number; email: string; told_at: Milliseconds };

/** How far a folder of a mailbox was looked through, by IMAP’s numbers of mails. */
export type MailboxLooksTable = {
  /** A hash of its server, user and folder, and of the addresses that were looked for in it. */
  place: string;
  /** UIDVALIDITY: with another one, all numbers mean other mails. */
  validity: string;
  up_to: number;
  looked_at: Milliseconds;
};
