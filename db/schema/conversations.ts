import type { ColumnType, Generated } from "kysely";
import type { Milliseconds } from "./columns.ts";

/** The reason why a conversation stands apart; null for one that an editor answers. */
export type ApartFor = "auto-reply" | "spam" | "stray";

/** How far a letter to the editor has come. */
export type LetterState = "marked" | "asked" | "permitted" | "declined";

/** Mails between a person and the newsroom about one issue. */
export type ConversationsTable = {
  id: Generated<number>;
  /** Null for a mail that names no reader. */
  subscriber_id: number | null;
  /** The address that it is with, in lower case; another than the reader's where somebody else answered. */
  from_key: string;
  is_reader: number;
  edition_id: number | null;
  issue_id: number | null;
  article_id: number | null;
  list_id: number | null;
  subject: string;
  state: "open" | "done";
  apart: ApartFor | null;
  created_at: Milliseconds;
  /** Of its newest message. */
  last_at: Milliseconds;
  assigned_to: number | null;
  assigned_by: string | null;
  assigned_at: Milliseconds | null;
  done_at: Milliseconds | null;
  done_by: string | null;
  letter: LetterState | null;
  /** The words that may be printed, as an editor chose them. */
  letter_quote: Generated<string>;
  letter_at: Milliseconds | null;
  letter_by: string | null;
  /** The message in which the reader permitted or declined it. */
  letter_answer: number | null;
};

/** One mail of a conversation. */
export type ConversationMessagesTable = {
  id: Generated<number>;
  conversation_id: number;
  direction: "in" | "out";
  /** `auto-reply`: written by a program. */
  kind: "reply" | "auto-reply" | "answer" | "permission";
  at: Milliseconds;
  /** The sender as its header names them; of an answer, the editor's name. */
  from_email: string;
  from_name: string;
  subject: string;
  message_id: string | null;
  text: string;
  html: string | null;
  /** The own words, the sender and the subject in lower case, for the search. */
  search_key: string;
  /** The line that asks to get no more. */
  asks_to_leave: string | null;
  /** Whether our mail server found the sender to be the sender; null where it does not check. */
  sender_check: Generated<"passed" | "failed" | null>;
  left_at: Milliseconds | null;
  left_by: string | null;
  /** The row of `inbound_messages`. */
  inbound_id: number | null;
  /** The row of `letters` that hands an answer over; it is deleted long before. */
  letter_id: number | null;
  editor_id: number | null;
  /** Random, of the form that an answer was written in: sent twice, it is one answer. */
  form_key: string | null;
};

/** A file that came with a message; `bytes` null: it was too large. */
export type ConversationFilesTable = {
  message_id: number;
  /** From 0. */
  n: number;
  name: string;
  type: string;
  size: number;
  bytes: ColumnType<Buffer | null, Buffer | null, Buffer | null>;
  danger: string | null;
  is_picture: number;
};

/** The newest message of a conversation that an editor has seen. */
export type ConversationReadsTable = {
  editor_id: number;
  conversation_id: number;
  read_to: number;
};

/** One row: how replies are dealt with. */
export type ReplySettingsTable = {
  id: number;
  /** The newsroom's mailbox, which gets a copy of each; null for none. */
  copy_to: string | null;
  kept_days: number;
};
