import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

export type Role = "writer" | "editor" | "operator" | "owner";

export type EditorsTable = {
  id: Generated<number>;
  email: string;
  email_key: string;
  name: string;
  role: Role;
  password_hash: string | null;
  disabled_at: Milliseconds | null;
  created_at: Milliseconds;
};

export type SessionsTable = {
  token_hash: string;
  editor_id: number;
  user_agent: string;
  created_at: Milliseconds;
  seen_at: Milliseconds;
};

export type SignInLinksTable = {
  token_hash: string;
  editor_id: number;
  created_at: Milliseconds;
  expires_at: Milliseconds;
  used_at: Milliseconds | null;
};

/** The public half of an editor's passkey (WebAuthn); its secret never leaves the editor's device. */
export type PasskeysTable = {
  id: Generated<number>;
  editor_id: number;
  /** The authenticator's name for it, base64url. */
  credential_id: string;
  /** SPKI, base64url. */
  public_key: string;
  /** How often it was used, as the authenticator counts; 0 where that does not count. */
  counter: number;
  /** The account's name in the passkey, base64url; a keyed hash. */
  user_handle: string;
  /** The host of APP_URL that it was made for: it works for no other. */
  rp_id: string;
  name: string;
  created_at: Milliseconds;
  used_at: Milliseconds | null;
};

/** A challenge that a passkey has answered, so that the answer signs nobody in again. */
export type SpentChallengesTable = { challenge_hash: string; spent_at: Milliseconds };

/** Counters that survive a restart (S-08, C-22). `subject` is a keyed hash, never an address. */
export type ThrottlesTable = { scope: string; subject: string; window_at: Milliseconds; count: number };

/** The acts that can be undone at the desk. */
export type UndoKind =
  | "article-deleted"
  | "issue-deleted"
  | "picture-removed"
  | "slot-ended"
  | "draft-link-ended"
  | "notice-dismissed"
  | "limits-cleared"
  | "group-ended"
  | "segment-deleted";

/** An act of an editor, with all that undoing it needs. */
export type UndosTable = {
  id: Generated<number>;
  editor_id: number;
  kind: UndoKind;
  /** Of what it was done to, as the desk calls it. */
  name: string;
  /** JSON: an id, or every row that was deleted. */
  kept: Json;
  at: Milliseconds;
  undone_at: Milliseconds | null;
  /** The path that undoing it led to; null while it was not undone, or could not be. */
  led_to: string | null;
};

/** The audit log: sign-in, import, export, send, settings (S-16). */
export type AuditEventsTable = {
  id: Generated<number>;
  at: Milliseconds;
  actor: string;
  action: string;
  detail: string;
  /** The account of the session; null for scripts, for automatic actions, and without a sign-in. */
  editor_id: number | null;
  /** The caller's network, like `192.0.2.0/24`; null outside of requests. */
  network: string | null;
};

/** A request for a sign-in link, until the sender has looked up the address. */
export type SignInRequestsTable = {
  id: Generated<number>;
  email_key: string;
  network: string;
  asked_at: Milliseconds;
};

/** Codes for the set-up of an open site, as keyed hashes; deleted afterwards. */
export type SetUpCodesTable = {
  code_hash: string;
  made_at: Milliseconds;
};

/** A message that the desk shows to everybody until somebody dismisses it. */
export type NoticesTable = {
  id: Generated<number>;
  kind: string;
  text: string;
  link: string | null;
  at: Milliseconds;
  dismissed_at: Milliseconds | null;
  dismissed_by: string | null;
  /** From before there were alerts. */
  mailed_at: Milliseconds | null;
  /** The lasting condition, for kinds that last: its notice is not repeated until it has ended. */
  key: Generated<string | null>;
  ended_at: Generated<Milliseconds | null>;
  /** `NoticeFacts` of `models/notices`: facts for programs beside the text. */
  facts: Generated<Json | null>;
  /** The subject, HTML and text of a mail to one editor that has words of its own; null: it is made of `text`. */
  letter: Generated<Json | null>;
};

/** A channel that a notice must still be sent through; deleted afterwards. */
export type AlertsTable = {
  id: Generated<number>;
  notice_id: number;
  way: "log" | "mail" | "webhook";
  /** The recipient of the mail. */
  editor_id: number | null;
  due_at: Milliseconds;
  attempts: number;
};

/** A group of addresses that test mails go to. */
export type TestGroupsTable = { id: Generated<number>; name: string; saved_at: Milliseconds };
export type TestGroupAddressesTable = { group_id: number; email: string; email_key: string };
