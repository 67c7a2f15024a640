import { day } from "#app/models/durations.ts";

/**
 * The detail of a mail to one person, by kind: its topic besides the reader and the list. A new kind begins here. The
 * compiler then demands its entry below and the one in app/sender/transactionalMails.
 */
export type TransactionalDetails = {
  confirmation: Asked | null;
  reminder: Asked | null;
  welcome: null;
  "reader-link": null;
  "already-subscribed": null;
  "address-old": Change;
  "address-new": Change;
  "address-taken": Change;
  "reply-answer": Written;
  "reply-copy": Written;
};
/** Other lists that its button confirms, and when that was asked for, if not when the mail was queued. */
type Asked = { others?: number[]; askedAt?: number };
/** The row of the change of address. */
type Change = { change: number };
/** The message of a conversation. */
type Written = { message: number };

export type TransactionalKind = keyof TransactionalDetails;

/** The topic of a mail. It decides which state of the reader makes the mail still wanted. */
type Subject = "pending-subscription" | "active-subscription" | "reader" | "address-change" | "newsroom";

type Kind = {
  about: Subject;
  /** Its name in the list of stored data that a reader sees: a message below `reader.held`. */
  heldAs: "letterConfirmation" | "letterWelcome" | "letterLink" | "letterAddress" | "letterAnswer" | "letterCopy";
  /** For how long it stays on record after its end, in milliseconds (C-10). */
  keptFor: number;
};

/** The limits of C-22 count confirmations over 30 days; nothing asks for older mails. */
const keptFor = 30 * day;

/** Every kind of mail to one person. */
export const transactionalKinds: Record<TransactionalKind, Kind> = {
  confirmation: { about: "pending-subscription", heldAs: "letterConfirmation", keptFor },
  reminder: { about: "pending-subscription", heldAs: "letterConfirmation", keptFor },
  welcome: { about: "active-subscription", heldAs: "letterWelcome", keptFor },
  "reader-link": { about: "reader", heldAs: "letterLink", keptFor },
  "already-subscribed": { about: "reader", heldAs: "letterLink", keptFor },
  "address-old": { about: "address-change", heldAs: "letterAddress", keptFor },
  "address-new": { about: "address-change", heldAs: "letterAddress", keptFor },
  "address-taken": { about: "address-change", heldAs: "letterAddress", keptFor },
  /** An editor’s answer to a reader's own message. */
  "reply-answer": { about: "reader", heldAs: "letterAnswer", keptFor },
  /** A copy of a reader's message, for the newsroom's mailbox: whether that reader gets mail does not matter to it. */
  "reply-copy": { about: "newsroom", heldAs: "letterCopy", keptFor },
};

/** @returns the entry of a kind; null for one that this version does not know */
export function transactionalKind(kind: string): Kind | null {
  return Object.hasOwn(transactionalKinds, kind) ? transactionalKinds[kind as TransactionalKind] : null;
}

/** @returns the kinds that are about this */
export function kindsAbout(about: Subject): TransactionalKind[] {
  const kinds = Object.entries(transactionalKinds) as [TransactionalKind, Kind][];
  return kinds.filter(([, kind]) => kind.about === about).map(([kind]) => kind);
}

/** The reader of a mail as its claim finds them; `subscription` is that to the mail's list, null for none. */
type MailReader = { suppressed_at: number | null; subscription: string | null };

/**
 * True of a mail that may be handed over at this moment, never of a kind that this version does not know. A change of
 * address withdraws its mails when it is cancelled.
 */
export function isMailWanted(kind: string, reader: MailReader): boolean {
  const known = transactionalKind(kind);
  if (known === null) return false;
  return known.about === "newsroom" || (reader.suppressed_at === null && holds[known.about](reader));
}

const holds: Record<Subject, (reader: MailReader) => boolean> = {
  "pending-subscription": ({ subscription }) => subscription === "pending",
  "active-subscription": ({ subscription }) => subscription === "active",
  reader: () => true,
  "address-change": () => true,
  newsroom: () => true,
};
