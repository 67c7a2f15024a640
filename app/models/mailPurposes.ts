/** The purpose of a mail to one of our own addresses: a failure, a leave (H-19), an answer, or our own test of the way. */
export type MailPurpose = "bounce" | "leave" | "reply" | "probe";

type Purpose = {
  /** The first letter of its token. */
  letter: string;
  /** The mailbox that takes it. */
  mailbox: "bounceAddress" | "replyAddress";
  /** Days after the issue for which it is good. */
  days: number;
};

/** Every purpose. All go to one of two mailboxes, which may be plus-addressed ones of somebody else's server. */
export const mailPurposes: Record<MailPurpose, Purpose> = {
  bounce: { letter: "b", mailbox: "bounceAddress", days: 30 },
  leave: { letter: "l", mailbox: "bounceAddress", days: 400 },
  reply: { letter: "r", mailbox: "replyAddress", days: 400 },
  probe: { letter: "p", mailbox: "bounceAddress", days: 2 },
};

/** A reference that was opened. `day`: days since 1970 of the message's Date. */
export type MailReference = {
  purpose: MailPurpose;
  editionId: number | null;
  letterId: number | null;
  subscriberId: number;
  day: number;
  isExpired: boolean;
};
