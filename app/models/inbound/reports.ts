import type { MailReference } from "#app/models/mailPurposes.ts";
import type { ReplyCategory } from "#app/models/replyCategories.ts";

/** The kinds of things that a mail or an event of a provider tells. Bounces: of the address (`hard`), for now (`soft`), about us (`block`). */
export type ReportKind =
  | "hard"
  | "soft"
  | "block"
  | "delayed"
  | "delivered"
  | "complaint"
  | "not-spam"
  | "authentication-failure"
  | "opt-out"
  | "leave"
  | "auto-reply"
  | "challenge"
  /** A new address, told by a bounce or an absence note. */
  | "moved"
  | "reply"
  | "unknown";

type Kind = {
  /** True when one delivery can be told this once: the same told again acts on nobody (8.32). */
  actsOnce: boolean;
};

/** Every kind of report. */
export const reportKinds: Record<ReportKind, Kind> = {
  hard: { actsOnce: true },
  soft: { actsOnce: true },
  block: { actsOnce: true },
  delayed: { actsOnce: true },
  delivered: { actsOnce: true },
  complaint: { actsOnce: true },
  "not-spam": { actsOnce: true },
  "authentication-failure": { actsOnce: true },
  "opt-out": { actsOnce: true },
  leave: { actsOnce: true },
  "auto-reply": { actsOnce: false },
  challenge: { actsOnce: false },
  moved: { actsOnce: true },
  reply: { actsOnce: false },
  unknown: { actsOnce: false },
};

/** One thing that came back, as it is understood. */
export type Report = {
  kind: ReportKind;
  /** Where the cause lies, in the categories of SMTP replies. */
  category: ReplyCategory | null;
  /** Enhanced status code (RFC 3463), like `5.1.1`. */
  status: string | null;
  /** The far end's words, at most 500 characters. */
  diagnostic: string | null;
  /** The lines that decided, at most 5 of 200 characters. */
  evidence: string[];
  /** The name of the rule that decided. */
  rule: string;
  confidence: "certain" | "likely" | "guess";
  /** Of `moved`. */
  newAddress: string | null;
  references: ReportReferences;
};

/** Everything in a report that may tell which delivery it is about, in the order of B-03. */
export type ReportReferences = {
  /** Recipients of its envelope and header: tokens stand in them. */
  sentTo: string[];
  envelopeId: string | null;
  messageIds: string[];
  feedbackIds: string[];
  listUnsubscribe: string[];
  providerMessageId: string | null;
  /** Names by which the server that took the mail from us knows it: it says one in its last 250 (B-02). */
  queueIds: string[];
  originalRecipient: string | null;
  finalRecipient: string | null;
};

export const noReferences: ReportReferences = {
  sentTo: [],
  envelopeId: null,
  messageIds: [],
  feedbackIds: [],
  listUnsubscribe: [],
  providerMessageId: null,
  queueIds: [],
  originalRecipient: null,
  finalRecipient: null,
};

/** The way by which a target was found (B-03). */
export type MatchedBy =
  | "token"
  | "envelope-id"
  | "message-id"
  | "provider-id"
  | "queue-id"
  | "list-unsubscribe"
  | "original-recipient"
  | "final-recipient";

/** The delivery that a report is about; a letter is a mail to one person. */
export type Target = {
  by: MatchedBy;
  subscriberId: number;
  editionId: number | null;
  letterId: number | null;
  /** The list of its edition or letter. */
  listId: number | null;
  /** The domain of the reader's address. */
  domain: string;
};

/** A report with whom it is about: what is acted on, once, in the transaction that keeps it. */
export type Fact = {
  /** The message that told it, and its place among that message's reports, from 0. */
  messageId: number;
  n: number;
  /** Milliseconds; when it happened, as far as that is known. */
  at: number;
  door: InboundDoor;
  provider: string | null;
  /** The envelope sender of the mail; empty for the null sender and for events of a provider. */
  sentFrom: string;
  report: Report;
  /** The signed address that it was sent to, or names; null for none. It may be expired, or one of our probes. */
  reference: MailReference | null;
  /** Null: nobody may be changed by it. */
  target: Target | null;
  /** The kind that was acted on, where former rules understood it otherwise; null at the first time. */
  before: ReportKind | null;
  /** The whole mail or event; its head alone when it was too large. */
  raw: Buffer;
};

/** The way by which something came in. */
export type InboundDoor = "smtp" | "mailbox" | "pipe" | "webhook";
