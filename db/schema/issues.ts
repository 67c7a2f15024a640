import type { Generated } from "kysely";
import type { Json, LastSave, Milliseconds } from "./columns.ts";

export type IssueStatus = "draft" | "ready" | "sending" | "paused" | "sent";

export type IssuesTable = LastSave & {
  id: Generated<number>;
  number: number;
  list_id: number;
  subject: string;
  preheader: string;
  intro: Json;
  /** The text after the last section. */
  outro: Generated<Json>;
  status: IssueStatus;
  created_at: Milliseconds;
  updated_at: Milliseconds;
  version: number;
  sending_at: Milliseconds | null;
  sent_at: Milliseconds | null;
  /** Time, actor and reason of a pause; the reason is a sentence for the operator. */
  paused_at: Generated<Milliseconds | null>;
  pause_reason: Generated<string | null>;
  paused_by: Generated<string | null>;
  /** Set while it is `ready`: the next slot of its list sends it. */
  approved_at: Generated<Milliseconds | null>;
  approved_by: Generated<string | null>;
  /** The account of who approved it; null for a script. */
  approved_by_id: Generated<number | null>;
  /** The newest event at that moment: a save with a higher `seq` ends the approval. */
  approved_seq: Generated<number | null>;
  /** Its scheduled time, whatever the slots. */
  send_at: Generated<Milliseconds | null>;
  /** Set while it is in review: when, by whom, and the account of who was asked. */
  review_at: Generated<Milliseconds | null>;
  review_by: Generated<string | null>;
  review_of: Generated<number | null>;
  /** Random, of the form that began it: sent twice, it begins one issue. */
  begun_key: Generated<string | null>;
  /** The program that sent it, like `Substack`; null for what was sent from here, or will be. It has no deliveries. */
  elsewhere: Generated<string | null>;
  /** Narrows its list; null: all of the list get it. */
  segment_id: Generated<number | null>;
};

/** The steps of an issue on its way from draft to sent (`IssueStep`). */
export type IssueStepsTable = {
  id: Generated<number>;
  issue_id: number;
  step: string;
  by: string;
  /** Null for scripts and the sender. */
  editor_id: number | null;
  at: Milliseconds;
  detail: string;
};

/** A part of an issue with a heading of its own; an issue has at least one, which may have none. */
export type IssueSectionsTable = {
  issue_id: number;
  /** From 1. */
  position: number;
  heading: string;
  /** A body, before its pieces. */
  text: Json;
  /** A `SectionRule`, which may fill it. */
  rule: Json | null;
};

export type IssueArticlesTable = {
  issue_id: number;
  article_id: number;
  /** The position of its section. */
  section: number;
  /** From 1, among articles and items, through all sections of the issue. */
  position: number;
  /** `headline`: a link; `summary`: headline, image, dek and a link; `full`: the whole body in the mail. */
  display: "summary" | "full" | "headline";
};

/** A short item that is no article. */
export type IssueItemsTable = {
  issue_id: number;
  /** As of articles. */
  section: number;
  position: number;
  text: string;
  /** Empty for none, like the source. */
  url: string;
  source: string;
  /** A poll's answers and choices; its question is `text`. Null for an item. */
  poll: Generated<Json | null>;
};

/** A beginning of issues: sections and standing texts. */
export type IssueTemplatesTable = {
  id: Generated<number>;
  name: string;
  /** The list whose issues it is for; null for any. */
  list_id: number | null;
  content: Json;
  saved_at: Milliseconds;
  saved_by: string;
  /** It can be brought back for a while. */
  deleted_at: Generated<Milliseconds | null>;
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
  frozen_at: Milliseconds;
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
  /** The segment of the list that it went to, by name and in words as of then; null for all of the list. */
  segment_name: Generated<string | null>;
  segment_words: Generated<string | null>;
  /** 1: its links are counted, its opens; as the list had it when it was frozen. */
  counts_clicks: Generated<number>;
  counts_opens: Generated<number>;
};

/** A list's month of headlines, for readers without single issues; or why there was none. */
export type DigestsTable = {
  id: Generated<number>;
  list_id: number;
  /** Its month, like `2026-11`. */
  month: string;
  status: "sending" | "paused" | "sent" | "empty" | "missed";
  due_at: Milliseconds;
  /** The time when it was started, or found to be empty. */
  at: Milliseconds;
  detail: string;
  /** As an issue has them. */
  sent_at: Generated<Milliseconds | null>;
  paused_at: Generated<Milliseconds | null>;
  pause_reason: Generated<string | null>;
  paused_by: Generated<string | null>;
};

/** A weekday and a time at which the next approved issue of a list is sent. */
export type SlotsTable = {
  id: Generated<number>;
  list_id: number;
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
  /** Of the day, in `time_zone`. */
  minute: number;
  time_zone: string;
  grace_minutes: number;
  created_at: Milliseconds;
  created_by: string;
  ended_at: Milliseconds | null;
  /** The slot time of the last reminder to the editors. */
  reminded_at: Milliseconds | null;
};

export type SlotRunsTable = {
  slot_id: number;
  slot_at: Milliseconds;
  status: "sent" | "held" | "empty" | "missed";
  issue_id: number | null;
  detail: string;
  at: Milliseconds;
};

/** The last rehearsal of an issue: every reader's message rendered, none handed over. */
export type RehearsalsTable = {
  issue_id: number;
  fingerprint: string;
  started_at: Milliseconds;
  seen_at: Milliseconds;
  finished_at: Milliseconds | null;
  audience: number;
  done: number;
  result: Json | null;
};
