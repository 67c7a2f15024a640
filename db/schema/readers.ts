import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

export type SubscriptionStatus = "pending" | "active" | "ended";

export type ListsTable = {
  id: Generated<number>;
  slug: string;
  name: string;
  created_at: Milliseconds;
  /** Time from which readers can join the list by themselves; null: only operators add to it. */
  public_at: Generated<Milliseconds | null>;
  /** Shown to readers beside the list's name. */
  description: Generated<string>;
  /** The question of its issues to every reader: whether each piece was useful, or the issue. */
  asks: Generated<"nothing" | "issue" | "pieces">;
};

export type SubscribersTable = {
  id: Generated<number>;
  /** As typed, domain as lower-case A-labels (E-07). */
  email: string;
  /** `email` in lower case, for comparison. */
  email_key: string;
  name: string;
  /** Address and name in lower case, for the desk's search. */
  search_key: string;
  /** The part of `email_key` after the `@`, for pacing. */
  domain: string;
  /** Set while a suppression holds for the address; checked by the claim. */
  suppressed_at: Milliseconds | null;
  created_at: Milliseconds;
  /** Set when the row is anonymous; it stays so that deliveries add up. */
  erased_at: Generated<Milliseconds | null>;
  /** Links to the reader's page from before this time are invalid, because the address was another's. */
  links_from: Generated<Milliseconds>;
  /** The import that brought this person; null for who came by themselves. */
  import_id: Generated<number | null>;
  /** Like `pt-br`, as an import says; null when nobody knows. */
  language: Generated<string | null>;
  /** When this person refused to be counted: they get plain links and no picture. */
  uncounted_at: Generated<Milliseconds | null>;
};

/** One row: the search finds readers by its index up to this id; a server ignores it, whose index takes everybody at once. */
export type SearchProgressTable = { id: number; readers_up_to: number };

/** A reader's latest request for a change of address; done when both addresses have agreed. */
export type AddressChangesTable = {
  id: Generated<number>;
  subscriber_id: number;
  email: string;
  email_key: string;
  asked_at: Milliseconds;
  old_agreed_at: Milliseconds | null;
  new_agreed_at: Milliseconds | null;
  done_at: Milliseconds | null;
};

/** The reason for leaving a list, where it was given. */
export type LeaveReasonsTable = {
  subscriber_id: number;
  list_id: number;
  reason: string;
  remark: string;
  at: Milliseconds;
};

export type SubscriptionsTable = {
  subscriber_id: number;
  list_id: number;
  status: SubscriptionStatus;
  created_at: Milliseconds;
  confirmed_at: Milliseconds | null;
  ended_at: Milliseconds | null;
  ended_by: string | null;
  /** Every issue, or once a month a digest of headlines. */
  frequency: Generated<"every" | "monthly">;
  /** Nothing is sent before this time. */
  paused_until: Generated<Milliseconds | null>;
  /** `PendingPreferences` of `models/readers/sign-up/pendingPreferences`, applied at the confirmation. */
  wishes: Generated<Json | null>;
  /** The import that brought it. */
  import_id: Generated<number | null>;
};

/** A reader's topics; none means all. */
export type SubscriberTopicsTable = { subscriber_id: number; topic_id: number };

/** A sign-up, kept for a second until the sender processes it. */
export type SignUpsTable = {
  id: Generated<number>;
  email: string;
  /** `email` in lower case, for comparison. */
  email_key: string;
  name: string;
  list_ids: Json;
  topics: Json;
  source: string;
  wording: string;
  ip: string;
  user_agent: string | null;
  asked_at: Milliseconds;
  /** The reader by whose personal link it came. */
  referrer_id: Generated<number | null>;
};

/** A form is valid for one sign-up (C-23). `subject` is a keyed hash of its address. */
export type SignUpFormsTable = { nonce: number; subject: string; used_at: Milliseconds };

/** Confirmations and reminders of the last 30 days, by keyed hash: they count even after an erasure (C-22). */
export type ConfirmationMailsTable = { email_hash: string; queued_at: Milliseconds };

/** Sign-ups requested, mailed and confirmed, by the hour (C-25). */
export type SignUpHoursTable = {
  hour_at: Milliseconds;
  asked: Generated<number>;
  mailed: Generated<number>;
  confirmed: Generated<number>;
};

/** One row: whether sign-ups need a proof of work now. */
export type SignUpPressureTable = { id: number; busy_until: Milliseconds; alarm_at: Milliseconds | null };

/** Outlives the subscriber: only a keyed hash of the address remains (C-08). */
export type SuppressionsTable = {
  email_hash: string;
  reason: string;
  created_at: Milliseconds;
  /** The import that alone brought it; null once anybody else has said the same. */
  import_id: Generated<number | null>;
  /** An operator’s name or the rule; null where nobody wrote it down. */
  suppressed_by: Generated<string | null>;
  /** The message and the report in it that came back. */
  message_id: Generated<number | null>;
  report_n: Generated<number | null>;
  /** The last sign-up since that asked for mail to it. */
  asked_again_at: Generated<Milliseconds | null>;
};

/** Suppressions that operators lifted: bounces from before count no more. */
export type LiftedSuppressionsTable = {
  id: Generated<number>;
  email_hash: string;
  reason: string;
  suppressed_at: Milliseconds;
  lifted_at: Milliseconds;
  lifted_by: string;
  /** The operator’s reason. */
  why: string;
};
