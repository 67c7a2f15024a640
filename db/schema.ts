import type { ColumnType, Generated, Kysely, Transaction } from "kysely";

/** Milliseconds since the epoch, UTC, from `context.clock()`. */
type Time = number;
/** A JSON document kept as text: read and written whole, never queried into. */
type Json = string;

/** The states of one hand-over; `docs/architecture.md` draws the way between them. */
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

/** Counters that a restart does not reset (S-08, C-22). `subject` is a keyed hash, never an address. */
type ThrottlesTable = { scope: string; subject: string; window_at: Time; count: number };

/** Who did what, when: sign-in, import, export, send, settings (S-16). */
type AuditEventsTable = {
  id: Generated<number>;
  at: Time;
  actor: string;
  action: string;
  detail: string;
  /** Whose session it was; null for scripts, for what happens by itself, and where nobody is signed in. */
  editor_id: number | null;
  /** The caller's network, like `192.0.2.0/24`; null where nobody called. */
  network: string | null;
};

/** Somebody who wants to be mailed a sign-in link, until the sender has looked whether the address is an editor's. */
type SignInRequestsTable = {
  id: Generated<number>;
  email_key: string;
  network: string;
  asked_at: Time;
};

/** What lets the first visitor of an open site set it up: keyed hashes, gone once it is. */
type SetUpCodesTable = {
  code_hash: string;
  made_at: Time;
};

type ImagesTable = {
  id: Generated<number>;
  /** 128 random bits, the public address. */
  key: string;
  width: number;
  height: number;
  content_type: string;
  bytes: ColumnType<Buffer, Buffer, never>;
  created_at: Time;
};

/** A picture once more, in another format or smaller; made when it is first asked for. */
type ImageVariantsTable = {
  image_id: number;
  /** In pixels, as are all widths; never more than the picture's own. */
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
  /** Counts saves: a save made on an older one is answered with a conflict instead of overwriting. */
  version: number;
};

type TopicsTable = { id: Generated<number>; slug: string; name: string };
type ArticleTopicsTable = { article_id: number; topic_id: number; position: number };

/** What was wrong in an article, dated; one that was withdrawn is kept and no longer shown. */
type CorrectionsTable = {
  id: Generated<number>;
  article_id: number;
  text: string;
  at: Time;
  by: string;
  withdrawn_at: Generated<Time | null>;
  withdrawn_by: Generated<string | null>;
};

/** What readers can search for, as results show it; its words are kept by `searchIndexOf`. */
export type SearchDocumentsTable = {
  /** Grows with `at`: the newest has the greatest. */
  id: Generated<number>;
  kind: "article" | "issue";
  /** The article's id, or the issue's. */
  ref: number;
  path: string;
  headline: string;
  dek: string;
  text: string;
  at: Time;
  /** What finds it besides, by the line: byline, topics, sources. */
  more: Generated<string>;
  /** By which rules and in which language its words were made; an older one is made anew. */
  made_as: Generated<string>;
  /** Of the article that it was made of; 0 of what never changes. */
  version: Generated<number>;
};

type ListsTable = {
  id: Generated<number>;
  slug: string;
  name: string;
  created_at: Time;
  /** Since when readers can choose it by themselves; null means that only operators add to it. */
  public_at: Generated<Time | null>;
  /** What readers are told of it where they choose. */
  description: Generated<string>;
};

type SubscribersTable = {
  id: Generated<number>;
  /** As typed, domain as lower-case A-labels (E-07). */
  email: string;
  /** What is compared: `email` in lower case. */
  email_key: string;
  name: string;
  /** Address and name in lower case: what the desk's search looks through. */
  search_key: string;
  /** The part of `email_key` behind the `@`: what pacing goes by. */
  domain: string;
  /** Set while a suppression holds for the address: what the claim looks at. */
  suppressed_at: Time | null;
  created_at: Time;
  /** Set when nothing of the person is left in the row: it stays for its deliveries to add up. */
  erased_at: Generated<Time | null>;
  /** Links to the reader's page that were made before this open nothing: the address was another's. */
  links_from: Generated<Time>;
};

/** A reader's wish for another address, the latest one: done when both the old and the new one have agreed. */
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

/** Why somebody left a list, if they said so. */
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
  /** Nothing is sent before this. */
  paused_until: Generated<Time | null>;
  /** `PendingPreferences` of `models/readers/sign-up/pendingPreferences`: what takes effect with the confirmation. */
  wishes: Generated<Json | null>;
};

/** What a reader wants to read of; none chosen means everything. */
type SubscriberTopicsTable = { subscriber_id: number; topic_id: number };

/** Somebody typed an address: kept for a second, until the sender looks who it is. */
type SignUpsTable = {
  id: Generated<number>;
  email: string;
  /** What is compared: `email` in lower case. */
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

/** A form is good for one sign-up (C-23). `subject` is a keyed hash of the address that it was used for. */
type SignUpFormsTable = { nonce: number; subject: string; used_at: Time };

/** Confirmations and reminders of the last 30 days, by keyed hash: they count even when the reader was erased (C-22). */
type ConfirmationMailsTable = { email_hash: string; queued_at: Time };

/** How many sign-ups were asked for, mailed and confirmed, by the hour (C-25). */
type SignUpHoursTable = {
  hour_at: Time;
  asked: Generated<number>;
  mailed: Generated<number>;
  confirmed: Generated<number>;
};

/** One row: whether sign-ups need a proof of work now. */
type SignUpPressureTable = { id: number; busy_until: Time; alarm_at: Time | null };

/** Append-only: what was shown to whom, and what they did (C-02). */
/**
 * Append-only, each chained to the one before (C-02): what was shown to whom, and what they did. The subscriber may be
 * gone; then what told who it was is gone from here, too, and the seals of it stay.
 */
type ConsentEventsTable = {
  /** Its place in the chain, from 1, without a gap. */
  seq: number;
  /** Of the event before. */
  prev_hash: string;
  /** Of this one, as `models/consent/chain` has it. */
  hash: string;
  at: Time;
  subscriber_id: number;
  list_id: number | null;
  /** One of `ConsentKind` in `models/consent/record`. */
  kind: string;
  wording_id: number | null;
  /** What was chosen, when kind and list do not say it; nothing that tells who. */
  detail: string | null;
  /** How: form and page, one-click, import file and operator. */
  source: string;
  method: string | null;
  /** The confirmation that was answered, and the date it bears. */
  letter_id: Generated<number | null>;
  letter_at: Generated<Time | null>;
  /** Salted hashes of what can be erased: address and name; IP address and user agent. */
  who_seal: string | null;
  trace_seal: Generated<string | null>;
  address: string | null;
  name: string | null;
  who_salt: string | null;
  ip: Generated<string | null>;
  user_agent: Generated<string | null>;
  trace_salt: Generated<string | null>;
};

/** One row: how many consent events there are, and the hash of the last. */
type ConsentHeadTable = { id: number; events: number; hash: string };

/** What readers agreed to, word by word; never changed. */
type WordingsTable = {
  id: Generated<number>;
  /** What it is shown for, as `models/consent/wordings` has it. */
  purpose: string;
  /** Null, like the version, for what was said once: on a button, or of an import. */
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
  /** Why and by whom a `paused` issue stands still, in words for the operator. */
  paused_at: Generated<Time | null>;
  pause_reason: Generated<string | null>;
  paused_by: Generated<string | null>;
  /** Set while it is `ready`: the next slot of its list sends it. */
  approved_at: Generated<Time | null>;
  approved_by: Generated<string | null>;
  /** The newest event at that moment: a save with a higher `seq` ends the approval. */
  approved_seq: Generated<number | null>;
  /** When it is to go out by itself, once, whatever the slots. */
  send_at: Generated<Time | null>;
};

type IssueArticlesTable = {
  issue_id: number;
  article_id: number;
  position: number;
  /** `summary`: headline, image, dek and a link; `full`: the whole body in the mail. */
  display: "summary" | "full";
};

/** What a send hands over, frozen; never updated. It renders an issue or a digest, and never both. */
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
  /** Random: stands where a reader's own values are filled in, and seeds each Message-ID. */
  marker_key: string;
  /** The domain whose key signs it; null when the server does, or nobody. */
  signed_by: Generated<string | null>;
  frozen_at: Time;
  /** Null, like the preheader, the hash, HTML and text, of a digest: readers' are made of `content` by their topics. */
  subject: string | null;
  preheader: string | null;
  /** Of HTML and text. */
  sha256: string | null;
  /** What was rendered (`IssueContent`), for the issue page; or what a digest says (`DigestContent`). */
  content: Json;
  html: string | null;
  text: string | null;
};

/** What deliveries and letters share: one hand-over of one message to one reader. */
type HandOver = {
  status: DeliveryStatus;
  due_at: Time;
  attempts: number;
  /** The sender process that holds it while `sending`. */
  claimed_by: string | null;
  claimed_at: Time | null;
  /** The message's Date, the same on every retry (H-27). */
  first_claimed_at: Time | null;
  finished_at: Time | null;
  reply_code: number | null;
  /** The server's words, or what happened instead. */
  reply: string | null;
  /** What the last answer meant, as `models/deliveries/retries` has it. */
  verdict: Generated<string | null>;
};

/** One row per edition and reader. */
type DeliveriesTable = {
  edition_id: number;
  subscriber_id: number;
  created_at: Time;
  /** When the tries began that count against the time for retries. */
  tried_from: Generated<Time | null>;
} & HandOver;

/** A mail to one person alone: confirmation, welcome. */
type LettersTable = {
  id: Generated<number>;
  /** One of `TransactionalKind` in `models/deliveries/transactional`. */
  kind: string;
  subscriber_id: number;
  list_id: number;
  /** What a letter of its kind is about, when the reader and the list do not say it. */
  detail: Generated<Json | null>;
  created_at: Time;
} & HandOver;

/** A list's month of headlines, for those who want no single issues; or why there was none. */
export type DigestsTable = {
  id: Generated<number>;
  list_id: number;
  /** The month it is about, like `2026-11`. */
  month: string;
  status: "sending" | "paused" | "sent" | "empty" | "missed";
  due_at: Time;
  /** When it began, or when there was none. */
  at: Time;
  detail: string;
  /** As an issue has them. */
  sent_at: Generated<Time | null>;
  paused_at: Generated<Time | null>;
  pause_reason: Generated<string | null>;
  paused_by: Generated<string | null>;
};

/** How many deliveries, too old to be kept one by one, an edition had in each state (C-10). */
type DeliverySumsTable = { edition_id: number; status: DeliveryStatus; count: number };

type SenderProcessesTable = {
  id: string;
  host: string;
  pid: number;
  started_at: Time;
  seen_at: Time;
  /** What keeps it from working now, in words for the operator. */
  trouble: string | null;
  /** The one issue it was started for; all of them when null. */
  issue_id: Generated<number | null>;
  /** What it does now: `SenderReport` of `models/instance/senderProcesses`. */
  report: Generated<Json | null>;
};

/** How fast a destination may be written to; `*` is all of them together. Rules are the operator's, the rest is state. */
export type PacesTable = {
  destination: string;
  per_second: Generated<number | null>;
  per_hour: Generated<number | null>;
  per_day: Generated<number | null>;
  connections: Generated<number | null>;
  /** A cap a day that grows: `first` messages on the day it began, `growth` per cent more each day after. */
  warm_up_at: Generated<Time | null>;
  warm_up_first: Generated<number | null>;
  warm_up_growth: Generated<number | null>;
  /** When the next message may leave under `per_second`; a fraction of a millisecond counts. */
  next_at: Generated<number>;
  hour_at: Generated<Time>;
  hour_count: Generated<number>;
  day_at: Generated<Time>;
  day_count: Generated<number>;
  /** The destination asked for patience: nothing before this, then slowly. */
  held_until: Generated<Time | null>;
  slow_per_second: Generated<number | null>;
  slow_connections: Generated<number | null>;
  slow_since: Generated<Time | null>;
  slow_step_at: Generated<Time | null>;
  slow_times: Generated<number>;
  slow_reply: Generated<string | null>;
};

/** Domains that share one pace, because the same servers take their mail. */
type DestinationsTable = { domain: string; destination: string };

/** A weekday and a time at which the next approved issue of a list goes out by itself. */
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
  /** The slot time that the editors were last reminded of. */
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

/** What the desk tells everybody until somebody has taken note of it. */
type NoticesTable = {
  id: Generated<number>;
  kind: string;
  text: string;
  link: string | null;
  at: Time;
  dismissed_at: Time | null;
  dismissed_by: string | null;
  /** As it was before there were alerts. */
  mailed_at: Time | null;
  /** Of a kind that lasts: what lasts. It is told once until it has ended. */
  key: Generated<string | null>;
  ended_at: Generated<Time | null>;
  /** `NoticeFacts` of `models/notices`: what programs are told beside the words. */
  facts: Generated<Json | null>;
};

/** A way by which a notice has still to be told; the row goes when it was. */
export type AlertsTable = {
  id: Generated<number>;
  notice_id: number;
  way: "log" | "mail" | "webhook";
  /** Whom the mail goes to. */
  editor_id: number | null;
  due_at: Time;
  attempts: number;
};

/** The last rehearsal of an issue: every reader's message written, none handed over. */
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

/** One row: where this database belongs. In another place, or restored, it must be claimed before anything is sent. */
type HomeTable = {
  id: number;
  place: Json;
  token: string;
  former_token: string;
  claimed_at: Time;
  claimed_by: string;
};

/** One row: how often what readers' pages show has changed; triggers count. */
type SiteTable = { id: number; version: number };
/** A change of a feed that the hub has still to be told of. */
type PingsTable = {
  id: Generated<number>;
  /** The feed's address without its ending, like `/topics/automation/feed`. */
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
  /** Who did it: an editor's name, a script, the sender. */
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

/** What a query can be asked of: the database, or the transaction that shadows it. */
export type Db = Kysely<Schema> | Transaction<Schema>;
