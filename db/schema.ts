import type { ColumnType, Generated } from "kysely";

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

export type SessionsTable = {
  token_hash: string;
  editor_id: number;
  user_agent: string;
  created_at: Time;
  seen_at: Time;
};

export type SignInLinksTable = {
  token_hash: string;
  editor_id: number;
  created_at: Time;
  expires_at: Time;
  used_at: Time | null;
};

/** Counters that a restart does not reset (S-08, C-22). `subject` is a keyed hash, never an address. */
export type ThrottlesTable = { scope: string; subject: string; window_at: Time; count: number };

/** Who did what, when: sign-in, import, export, send, settings (S-16). */
export type AuditEventsTable = {
  id: Generated<number>;
  at: Time;
  actor: string;
  action: string;
  detail: string;
};

export type ImagesTable = {
  id: Generated<number>;
  /** 128 random bits, the public address. */
  key: string;
  width: number;
  height: number;
  content_type: string;
  bytes: ColumnType<Buffer, Buffer, never>;
  created_at: Time;
};

export type ArticlesTable = {
  id: Generated<number>;
  slug: string;
  headline: string;
  dek: string;
  byline: string;
  /** ProseMirror document, checked by `models/bodies` on every write. */
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

export type TopicsTable = { id: Generated<number>; slug: string; name: string };
export type ArticleTopicsTable = { article_id: number; topic_id: number; position: number };

export type ListsTable = {
  id: Generated<number>;
  slug: string;
  name: string;
  created_at: Time;
};

export type SubscribersTable = {
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
};

export type SubscriptionsTable = {
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
};

/** What a reader wants to read of; none chosen means everything. */
export type SubscriberTopicsTable = { subscriber_id: number; topic_id: number };

/** Append-only: what was shown to whom, and what they did (C-02). */
export type ConsentEventsTable = {
  id: Generated<number>;
  subscriber_id: number;
  list_id: number;
  kind: "signed-up" | "confirmed" | "imported" | "ended";
  /** The wording shown, or the basis an import declared. */
  wording: string;
  /** How: form and page, one-click, import file and operator. */
  source: string;
  ip: string | null;
  at: Time;
};

/** Outlives the subscriber: only a keyed hash of the address remains (C-08). */
export type SuppressionsTable = { email_hash: string; reason: string; created_at: Time };

export type IssuesTable = {
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
  /** When it is to go out by itself, once, whatever the slots. */
  send_at: Generated<Time | null>;
};

export type IssueArticlesTable = {
  issue_id: number;
  article_id: number;
  position: number;
  /** `summary`: headline, image, dek and a link; `full`: the whole body in the mail. */
  display: "summary" | "full";
};

/** An issue rendered and frozen; never updated. */
export type EditionsTable = {
  id: Generated<number>;
  issue_id: number;
  subject: string;
  preheader: string;
  from_name: string;
  from_address: string;
  reply_to: string | null;
  list_slug: string;
  list_name: string;
  language: string;
  html: string;
  text: string;
  /** Random: stands where a reader's own values are filled in, and seeds each Message-ID. */
  marker_key: string;
  /** What was rendered (`IssueContent`), for the issue page. */
  content: Json;
  sha256: string;
  frozen_at: Time;
  /** The domain whose key signs it; null when the server does, or nobody. */
  signed_by: Generated<string | null>;
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
  /** What the last answer meant, as `models/outcomes` has it. */
  verdict: Generated<string | null>;
};

export type DeliveriesTable = {
  issue_id: number;
  subscriber_id: number;
  created_at: Time;
  /** When the tries began that count against the time for retries. */
  tried_from: Generated<Time | null>;
} & HandOver;

/** A mail to one person that is no issue: confirmation, welcome, a digest. */
export type LettersTable = {
  id: Generated<number>;
  /** One of `LetterKind` in `models/letters`, or `digest`. */
  kind: string;
  subscriber_id: number;
  list_id: number;
  /** What a letter of its kind is about, when the reader and the list do not say it. */
  detail: Generated<Json | null>;
  /** The digest that it is a copy of, if it is. */
  digest_id: Generated<number | null>;
  created_at: Time;
} & HandOver;

/** A list's month of headlines, frozen, for those who want no single issues; or why there was none. */
export type DigestsTable = {
  id: Generated<number>;
  list_id: number;
  /** The month it is about, like `2026-11`. */
  month: string;
  status: "sending" | "sent" | "empty" | "missed";
  due_at: Time;
  at: Time;
  detail: string;
  /** What it says (`DigestContent`); null when there was none. */
  content: Json | null;
  from_name: string;
  from_address: string;
  reply_to: string | null;
  list_slug: string;
  list_name: string;
  /** As an edition has it. */
  marker_key: string;
  signed_by: string | null;
};

/** How many deliveries, too old to be kept one by one, an issue had in each state (C-10). */
export type DeliverySumsTable = { issue_id: number; status: DeliveryStatus; count: number };
export type DigestSumsTable = { digest_id: number; status: DeliveryStatus; count: number };

export type SenderProcessesTable = {
  id: string;
  host: string;
  pid: number;
  started_at: Time;
  seen_at: Time;
  /** What keeps it from working now, in words for the operator. */
  trouble: string | null;
  /** The one issue it was started for; all of them when null. */
  issue_id: Generated<number | null>;
  /** What it does now: `SenderReport` of `models/processes`. */
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
export type DestinationsTable = { domain: string; destination: string };

/** A weekday and a time at which the next approved issue of a list goes out by itself. */
export type SlotsTable = {
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
export type NoticesTable = {
  id: Generated<number>;
  kind: string;
  text: string;
  link: string | null;
  at: Time;
  dismissed_at: Time | null;
  dismissed_by: string | null;
  /** When it began to go out by mail too; one try. */
  mailed_at: Time | null;
};

/** The last rehearsal of an issue: every reader's message written, none handed over. */
export type RehearsalsTable = {
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
export type HomeTable = {
  id: number;
  place: Json;
  token: string;
  former_token: string;
  claimed_at: Time;
  claimed_by: string;
};

export type Schema = {
  briefing: BriefingTable;
  editors: EditorsTable;
  sessions: SessionsTable;
  sign_in_links: SignInLinksTable;
  throttles: ThrottlesTable;
  audit_events: AuditEventsTable;
  images: ImagesTable;
  articles: ArticlesTable;
  topics: TopicsTable;
  article_topics: ArticleTopicsTable;
  lists: ListsTable;
  subscribers: SubscribersTable;
  subscriptions: SubscriptionsTable;
  subscriber_topics: SubscriberTopicsTable;
  consent_events: ConsentEventsTable;
  suppressions: SuppressionsTable;
  issues: IssuesTable;
  issue_articles: IssueArticlesTable;
  editions: EditionsTable;
  deliveries: DeliveriesTable;
  letters: LettersTable;
  digests: DigestsTable;
  delivery_sums: DeliverySumsTable;
  digest_sums: DigestSumsTable;
  sender_processes: SenderProcessesTable;
  paces: PacesTable;
  destinations: DestinationsTable;
  slots: SlotsTable;
  slot_runs: SlotRunsTable;
  notices: NoticesTable;
  rehearsals: RehearsalsTable;
  home: HomeTable;
};
