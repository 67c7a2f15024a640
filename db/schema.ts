import type { ColumnType, Generated, Kysely, Transaction } from "kysely";
// Long because: one type a table, all contexts together.

/** Milliseconds since the epoch, UTC, from `context.clock()`. */
type Time = number;
/** A JSON document as text: read and written whole, never queried into. */
type Json = string;

/** The states of one hand-over; `docs/architecture.md` draws the transitions. */
export type DeliveryStatus = "queued" | "sending" | "accepted" | "refused" | "uncertain" | "withdrawn" | "cancelled";
export type IssueStatus = "draft" | "ready" | "sending" | "paused" | "sent";
export type SubscriptionStatus = "pending" | "active" | "ended";
export type Role = "editor" | "operator" | "owner";

/** One row: an installation publishes one briefing. */
export type BriefingTable = {
  id: number;
  name: string;
  pitch: string;
  from_name: string;
  from_address: string;
  reply_to: string | null;
  postal_address: string;
  time_zone: string;
  language: string;
  /** Markdown; null means the text generated from these settings. */
  privacy_policy: string | null;
  /** Markdown; null means the text generated from these settings. */
  about: Generated<string | null>;
  created_at: Time;
  updated_at: Time;
};

export type EditorsTable = {
  id: Generated<number>;
  email: string;
  email_key: string;
  name: string;
  role: Role;
  password_hash: string | null;
  disabled_at: Time | null;
  created_at: Time;
};

type SessionsTable = {
  token_hash: string;
  editor_id: number;
  user_agent: string;
  created_at: Time;
  seen_at: Time;
};

type SignInLinksTable = {
  token_hash: string;
  editor_id: number;
  created_at: Time;
  expires_at: Time;
  used_at: Time | null;
};

/** Counters that survive a restart (S-08, C-22). `subject` is a keyed hash, never an address. */
type ThrottlesTable = { scope: string; subject: string; window_at: Time; count: number };

/** The audit log: sign-in, import, export, send, settings (S-16). */
type AuditEventsTable = {
  id: Generated<number>;
  at: Time;
  actor: string;
  action: string;
  detail: string;
  /** The account of the session; null for scripts, for automatic actions, and without a sign-in. */
  editor_id: number | null;
  /** The caller's network, like `192.0.2.0/24`; null outside of requests. */
  network: string | null;
};

/** A request for a sign-in link, until the sender has looked up the address. */
type SignInRequestsTable = {
  id: Generated<number>;
  email_key: string;
  network: string;
  asked_at: Time;
};

/** Codes for the set-up of an open site, as keyed hashes; deleted afterwards. */
type SetUpCodesTable = {
  code_hash: string;
  made_at: Time;
};

type ImagesTable = {
  id: Generated<number>;
  /** 128 random bits, part of the public path. */
  key: string;
  width: number;
  height: number;
  content_type: string;
  bytes: ColumnType<Buffer, Buffer, never>;
  created_at: Time;
};

/** An image in another format or size; made at its first request. */
type ImageVariantsTable = {
  image_id: number;
  /** In pixels, as are all widths; never more than the image's own. */
  width: number;
  format: "avif" | "webp" | "jpeg";
  bytes: ColumnType<Buffer, Buffer, never>;
};

export type ArticlesTable = {
  id: Generated<number>;
  slug: string;
  headline: string;
  dek: string;
  byline: string;
  /** ProseMirror document, checked by `models/body` on every write. */
  body: Json;
  image_id: number | null;
  image_credit: string;
  image_alt: string;
  /** `[{ "title": "…", "url": "https://…" }]` */
  sources: Json;
  published_at: Time | null;
  created_at: Time;
  updated_at: Time;
  /** Counts saves: a save based on an older version is a conflict, and overwrites nothing. */
  version: number;
};

type TopicsTable = { id: Generated<number>; slug: string; name: string };
type ArticleTopicsTable = { article_id: number; topic_id: number; position: number };

/** A dated correction of an article; a withdrawn one is kept and not shown. */
type CorrectionsTable = {
  id: Generated<number>;
  article_id: number;
  text: string;
  at: Time;
  by: string;
  withdrawn_at: Generated<Time | null>;
  withdrawn_by: Generated<string | null>;
};

/** A search result as it is shown; `searchIndexOf` has its words. */
export type SearchDocumentsTable = {
  /** Ordered like `at`: the newest document has the greatest. */
  id: Generated<number>;
  kind: "article" | "issue";
  /** The article's id, or the issue's. */
  ref: number;
  path: string;
  headline: string;
  dek: string;
  text: string;
  at: Time;
  /** Other lines that match a search: byline, topics, sources. */
  more: Generated<string>;
  /** The rules and the language of its indexed words; an older document is indexed again. */
  made_as: Generated<string>;
  /** Version of the indexed article; 0 for a document that never changes. */
  version: Generated<number>;
};

type ListsTable = {
  id: Generated<number>;
  slug: string;
  name: string;
  created_at: Time;
  /** Time from which readers can join the list by themselves; null: only operators add to it. */
  public_at: Generated<Time | null>;
  /** Shown to readers beside the list's name. */
  description: Generated<string>;
};

type SubscribersTable = {
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
  suppressed_at: Time | null;
  created_at: Time;
  /** Set when the row is anonymous; it stays so that deliveries add up. */
  erased_at: Generated<Time | null>;
  /** Links to the reader's page from before this time are invalid, because the address was another's. */
  links_from: Generated<Time>;
};

/** A reader's latest request for a change of address; done when both addresses have agreed. */
type AddressChangesTable = {
  id: Generated<number>;
  subscriber_id: number;
  email: string;
  email_key: string;
  asked_at: Time;
  old_agreed_at: Time | null;
  new_agreed_at: Time | null;
  done_at: Time | null;
};

/** The reason for leaving a list, where it was given. */
type LeaveReasonsTable = { subscriber_id: number; list_id: number; reason: string; remark: string; at: Time };

type SubscriptionsTable = {
  subscriber_id: number;
  list_id: number;
  status: SubscriptionStatus;
  created_at: Time;
  confirmed_at: Time | null;
  ended_at: Time | null;
  ended_by: string | null;
  /** Every issue, or once a month a digest of headlines. */
  frequency: Generated<"every" | "monthly">;
  /** Nothing is sent before this time. */
  paused_until: Generated<Time | null>;
  /** `PendingPreferences` of `models/readers/sign-up/pendingPreferences`, applied at the confirmation. */
  wishes: Generated<Json | null>;
};

/** A reader's topics; none means all. */
type SubscriberTopicsTable = { subscriber_id: number; topic_id: number };

/** A sign-up, kept for a second until the sender processes it. */
type SignUpsTable = {
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
  asked_at: Time;
};

/** A form is valid for one sign-up (C-23). `subject` is a keyed hash of its address. */
type SignUpFormsTable = { nonce: number; subject: string; used_at: Time };

/** Confirmations and reminders of the last 30 days, by keyed hash: they count even after an erasure (C-22). */
type ConfirmationMailsTable = { email_hash: string; queued_at: Time };

/** Sign-ups requested, mailed and confirmed, by the hour (C-25). */
type SignUpHoursTable = {
  hour_at: Time;
  asked: Generated<number>;
  mailed: Generated<number>;
  confirmed: Generated<number>;
};

/** One row: whether sign-ups need a proof of work now. */
type SignUpPressureTable = { id: number; busy_until: Time; alarm_at: Time | null };

/**
 * Append-only, each chained to the one before (C-02): the text that a reader saw, and their action. After an erasure
 * the personal fields are gone, and their seals stay.
 */
type ConsentEventsTable = {
  /** Its place in the chain, from 1, without gaps. */
  seq: number;
  /** Hash of the event before. */
  prev_hash: string;
  /** Hash of this event, by `models/consent/chain`. */
  hash: string;
  at: Time;
  subscriber_id: number;
  list_id: number | null;
  /** One of `ConsentKind` in `models/consent/record`. */
  kind: string;
  wording_id: number | null;
  /** The choice, when kind and list do not tell it; never personal data. */
  detail: string | null;
  /** The way in: form and page, one-click, import file and operator. */
  source: string;
  method: string | null;
  /** The mail whose link was used, and the date in its header. */
  letter_id: Generated<number | null>;
  letter_at: Generated<Time | null>;
  /** Salted hashes of erasable fields: address and name; IP address and user agent. */
  who_seal: string | null;
  trace_seal: Generated<string | null>;
  address: string | null;
  name: string | null;
  who_salt: string | null;
  ip: Generated<string | null>;
  user_agent: Generated<string | null>;
  trace_salt: Generated<string | null>;
};

/** One row: the number of consent events, and the hash of the last. */
type ConsentHeadTable = { id: number; events: number; hash: string };

/** A text that readers agreed to; never changed. */
type WordingsTable = {
  id: Generated<number>;
  /** One of the purposes in `models/consent/wordings`. */
  purpose: string;
  /** Null, like the version, for a text without versions: a button's, or an import's. */
  language: string | null;
  version: number | null;
  text: string;
  hash: string;
  shown_from: Time;
  made_by: string;
};

/** Outlives the subscriber: only a keyed hash of the address remains (C-08). */
type SuppressionsTable = { email_hash: string; reason: string; created_at: Time };

type IssuesTable = {
  id: Generated<number>;
  number: number;
  list_id: number;
  subject: string;
  preheader: string;
  intro: Json;
  status: IssueStatus;
  created_at: Time;
  updated_at: Time;
  version: number;
  sending_at: Time | null;
  sent_at: Time | null;
  /** Time, actor and reason of a pause; the reason is a sentence for the operator. */
  paused_at: Generated<Time | null>;
  pause_reason: Generated<string | null>;
  paused_by: Generated<string | null>;
  /** Set while it is `ready`: the next slot of its list sends it. */
  approved_at: Generated<Time | null>;
  approved_by: Generated<string | null>;
  /** The newest event at that moment: a save with a higher `seq` ends the approval. */
  approved_seq: Generated<number | null>;
  /** Its scheduled time, whatever the slots. */
  send_at: Generated<Time | null>;
};

type IssueArticlesTable = {
  issue_id: number;
  article_id: number;
  position: number;
  /** `summary`: headline, image, dek and a link; `full`: the whole body in the mail. */
  display: "summary" | "full";
};

/** The frozen content of a send; never updated. It renders an issue or a digest, and never both. */
export type EditionsTable = {
  id: Generated<number>;
  issue_id: number | null;
  digest_id: Generated<number | null>;
  from_name: string;
  from_address: string;
  reply_to: string | null;
  list_slug: string;
  list_name: string;
  language: string;
  /** Random: the markers of readers' values contain it, and each Message-ID is derived from it. */
  marker_key: string;
  /** The domain whose key signs it; null when the server signs, or nobody does. */
  signed_by: Generated<string | null>;
  frozen_at: Time;
  /**
   * Null, like the preheader, the hash, HTML and text, for a digest, which is rendered from `content` by readers'
   * topics.
   */
  subject: string | null;
  preheader: string | null;
  /** Of HTML and text. */
  sha256: string | null;
  /** The rendered content: `IssueContent` for the issue page, or `DigestContent`. */
  content: Json;
  html: string | null;
  text: string | null;
};

/** Columns that deliveries and letters share: one hand-over of one message to one reader. */
type HandOver = {
  status: DeliveryStatus;
  due_at: Time;
  attempts: number;
  /** The sender process that has claimed it while `sending`. */
  claimed_by: string | null;
  claimed_at: Time | null;
  /** The message's Date, the same on every retry (H-27). */
  first_claimed_at: Time | null;
  finished_at: Time | null;
  reply_code: number | null;
  /** The server's reply, or a description of what happened instead. */
  reply: string | null;
  /** The category of the last reply, by `models/deliveries/retries`. */
  verdict: Generated<string | null>;
};

/** One row per edition and reader. */
type DeliveriesTable = {
  edition_id: number;
  subscriber_id: number;
  created_at: Time;
  /** Start of the attempts that count against the retry time. */
  tried_from: Generated<Time | null>;
} & HandOver;

/** A transactional mail: confirmation, welcome. */
type LettersTable = {
  id: Generated<number>;
  /** One of `TransactionalKind` in `models/deliveries/transactional`. */
  kind: string;
  subscriber_id: number;
  list_id: number;
  /** Data of its kind beside the reader and the list. */
  detail: Generated<Json | null>;
  created_at: Time;
} & HandOver;

/** A list's month of headlines, for readers without single issues; or why there was none. */
export type DigestsTable = {
  id: Generated<number>;
  list_id: number;
  /** Its month, like `2026-11`. */
  month: string;
  status: "sending" | "paused" | "sent" | "empty" | "missed";
  due_at: Time;
  /** The time when it was started, or found to be empty. */
  at: Time;
  detail: string;
  /** As an issue has them. */
  sent_at: Generated<Time | null>;
  paused_at: Generated<Time | null>;
  pause_reason: Generated<string | null>;
  paused_by: Generated<string | null>;
};

/** Sums of an edition's deliveries by state, after the single rows became too old (C-10). */
type DeliverySumsTable = { edition_id: number; status: DeliveryStatus; count: number };

type SenderProcessesTable = {
  id: string;
  host: string;
  pid: number;
  started_at: Time;
  seen_at: Time;
  /** The outage that stops it now, in words for the operator. */
  trouble: string | null;
  /** The one issue it was started for; null for all. */
  issue_id: Generated<number | null>;
  /** Its present work: `SenderReport` of `models/instance/senderProcesses`. */
  report: Generated<Json | null>;
};

/** The rate limit of a destination; `*` is all mail together. The operator sets the limits; other columns are state. */
export type PacesTable = {
  destination: string;
  per_second: Generated<number | null>;
  per_hour: Generated<number | null>;
  per_day: Generated<number | null>;
  connections: Generated<number | null>;
  /** A daily cap that grows: `first` messages on its first day, `growth` per cent more each day after. */
  warm_up_at: Generated<Time | null>;
  warm_up_first: Generated<number | null>;
  warm_up_growth: Generated<number | null>;
  /** The time when `per_second` lets the next message leave; a fraction of a millisecond counts. */
  next_at: Generated<number>;
  hour_at: Generated<Time>;
  hour_count: Generated<number>;
  day_at: Generated<Time>;
  day_count: Generated<number>;
  /** After a "too fast" reply: nothing before this time, then slowly. */
  held_until: Generated<Time | null>;
  slow_per_second: Generated<number | null>;
  slow_connections: Generated<number | null>;
  slow_since: Generated<Time | null>;
  slow_step_at: Generated<Time | null>;
  slow_times: Generated<number>;
  slow_reply: Generated<string | null>;
};

/** Domains that share one rate limit, because the same servers take their mail. */
type DestinationsTable = { domain: string; destination: string };

/** A weekday and a time at which the next approved issue of a list is sent. */
type SlotsTable = {
  id: Generated<number>;
  list_id: number;
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
  /** Of the day, in `time_zone`. */
  minute: number;
  time_zone: string;
  grace_minutes: number;
  created_at: Time;
  created_by: string;
  ended_at: Time | null;
  /** The slot time of the last reminder to the editors. */
  reminded_at: Time | null;
};

export type SlotRunsTable = {
  slot_id: number;
  slot_at: Time;
  status: "sent" | "held" | "empty" | "missed";
  issue_id: number | null;
  detail: string;
  at: Time;
};

/** A message that the desk shows to everybody until somebody dismisses it. */
type NoticesTable = {
  id: Generated<number>;
  kind: string;
  text: string;
  link: string | null;
  at: Time;
  dismissed_at: Time | null;
  dismissed_by: string | null;
  /** From before there were alerts. */
  mailed_at: Time | null;
  /** The lasting condition, for kinds that last: its notice is not repeated until it has ended. */
  key: Generated<string | null>;
  ended_at: Generated<Time | null>;
  /** `NoticeFacts` of `models/notices`: facts for programs beside the text. */
  facts: Generated<Json | null>;
};

/** A channel that a notice must still be sent through; deleted afterwards. */
export type AlertsTable = {
  id: Generated<number>;
  notice_id: number;
  way: "log" | "mail" | "webhook";
  /** The recipient of the mail. */
  editor_id: number | null;
  due_at: Time;
  attempts: number;
};

/** The last rehearsal of an issue: every reader's message rendered, none handed over. */
type RehearsalsTable = {
  issue_id: number;
  fingerprint: string;
  started_at: Time;
  seen_at: Time;
  finished_at: Time | null;
  audience: number;
  done: number;
  result: Json | null;
};

/**
 * One row: the place where this database was claimed. In another place, or restored, it must be claimed before anything
 * is sent.
 */
type HomeTable = {
  id: number;
  place: Json;
  token: string;
  former_token: string;
  claimed_at: Time;
  claimed_by: string;
};

/** One row: counts changes of everything that readers' pages show, by triggers. */
type SiteTable = { id: number; version: number };
/** A change of a feed that the hub has not been told of yet. */
type PingsTable = {
  id: Generated<number>;
  /** The feed's path without its extension, like `/topics/automation/feed`. */
  feed: string;
  due_at: Time;
  attempts: number;
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
  at: Time;
};

/** One row: the `seq` of the newest event. */
type EventHeadTable = { id: number; seq: number };

/** How far a follower is. */
type EventCursorsTable = {
  follower: string;
  /** Which log its `seq` counts in. */
  source: "events" | "consent";
  /** Of the last event that it followed. */
  seq: number;
  /** How often in a row the next event has failed, the last message, and when it is tried again. */
  failures: number;
  fault: string | null;
  due_at: Time;
  /** When it last moved or failed. */
  tried_at: Time;
};

export type Schema = {
  site: SiteTable;
  briefing: BriefingTable;
  editors: EditorsTable;
  sessions: SessionsTable;
  sign_in_links: SignInLinksTable;
  throttles: ThrottlesTable;
  audit_events: AuditEventsTable;
  set_up_codes: SetUpCodesTable;
  sign_in_requests: SignInRequestsTable;
  images: ImagesTable;
  image_variants: ImageVariantsTable;
  articles: ArticlesTable;
  topics: TopicsTable;
  article_topics: ArticleTopicsTable;
  corrections: CorrectionsTable;
  search_documents: SearchDocumentsTable;
  lists: ListsTable;
  subscribers: SubscribersTable;
  subscriptions: SubscriptionsTable;
  subscriber_topics: SubscriberTopicsTable;
  sign_ups: SignUpsTable;
  sign_up_forms: SignUpFormsTable;
  confirmation_mails: ConfirmationMailsTable;
  sign_up_hours: SignUpHoursTable;
  sign_up_pressure: SignUpPressureTable;
  address_changes: AddressChangesTable;
  leave_reasons: LeaveReasonsTable;
  consent_events: ConsentEventsTable;
  consent_head: ConsentHeadTable;
  wordings: WordingsTable;
  suppressions: SuppressionsTable;
  issues: IssuesTable;
  issue_articles: IssueArticlesTable;
  editions: EditionsTable;
  deliveries: DeliveriesTable;
  letters: LettersTable;
  digests: DigestsTable;
  delivery_sums: DeliverySumsTable;
  sender_processes: SenderProcessesTable;
  paces: PacesTable;
  destinations: DestinationsTable;
  slots: SlotsTable;
  slot_runs: SlotRunsTable;
  notices: NoticesTable;
  alerts: AlertsTable;
  rehearsals: RehearsalsTable;
  home: HomeTable;
  pings: PingsTable;
  events: EventsTable;
  event_head: EventHeadTable;
  event_cursors: EventCursorsTable;
};

/** A database, or the transaction that shadows it. */
export type Db = Kysely<Schema> | Transaction<Schema>;
