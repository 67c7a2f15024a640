import type { ColumnType, Generated } from "kysely";
import type { Milliseconds } from "./columns.ts";

/** The tab that writes in a sheet now. A courtesy: saves are compared by version all the same. */
export type SheetLocksTable = {
  /** Like `article 12`, an issue by its number. */
  sheet: string;
  tab: string;
  editor_id: number;
  since: Milliseconds;
  /** A tab that was not heard of until then is gone. */
  alive_until: Milliseconds;
  /** The tab that wants to take over, while the other one saves its last words. */
  asked_tab: string | null;
  asked_by: number | null;
  asked_at: Milliseconds | null;
};

/** The person who is on an article or an issue: one of the two is set. */
export type AssignmentsTable = {
  article_id: number | null;
  issue_id: number | null;
  editor_id: number;
  due_at: Milliseconds | null;
  assigned_by: string;
  assigned_at: Milliseconds;
  /** When its person was told that the due time had passed, or when that was needless. */
  reminded_at: Milliseconds | null;
};

/** A sheet after the last save of one author in a quarter of an hour; replaced until then. */
export type RevisionsTable = {
  id: Generated<number>;
  kind: "article" | "issue";
  /** The id of the article or the issue. */
  subject: number;
  author: string;
  /** Null for a script. */
  author_id: number | null;
  began_at: Milliseconds;
  saved_at: Milliseconds;
  /** The sheet's, after the last save in it. */
  version: number;
  /** The revision that it brought back. */
  restores: number | null;
  /** Set when the site showed it: it is kept for ever. */
  published_at: Milliseconds | null;
  /** The number of the issue that readers got with it: it is kept for ever. */
  sent_in: number | null;
  /** The form as JSON, deflated. */
  content: ColumnType<Buffer, Buffer, Buffer>;
};

/** A comment on an article or an issue, for the desk alone: one of the two is set. */
export type CommentsTable = {
  id: Generated<number>;
  article_id: number | null;
  issue_id: number | null;
  /** The first comment of its thread; null for that one. */
  thread_id: number | null;
  author: string;
  author_id: number | null;
  at: Milliseconds;
  /** The words that it is about, and some before them; empty for the whole, and in answers. */
  quote: string;
  quote_before: string;
  /** Of a thread's first comment alone. */
  resolved_at: Milliseconds | null;
  resolved_by: string | null;
  text: string;
  /** When its writer changed it last. */
  edited_at: Milliseconds | null;
  /** Since when it is deleted; an hour later its text is empty. */
  deleted_at: Milliseconds | null;
  /** The accounts that it has been mailed to, as a JSON array; null for comments of before the column. */
  told: string | null;
};

/** The newest comment of an article or an issue that an editor has read. */
export type CommentReadsTable = {
  editor_id: number;
  article_id: number | null;
  issue_id: number | null;
  read_to: number;
};
