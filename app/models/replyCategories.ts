/** The subject of a reply; pages and the ledger group by it. */
export type ReplyCategory =
  | "accepted"
  /** No such mailbox or domain. */
  | "address"
  /** The mailbox is full, disabled or too small. */
  | "mailbox"
  /** The receiving side refuses our mail: reputation, policy, spam. */
  | "block"
  /** It refuses this message for every recipient. */
  | "content"
  /** It asks to slow down: too fast, too many, greylisted. */
  | "rate"
  | "greylist"
  | "temporary"
  /** The connection was lost. */
  | "connection"
  /** The whole body went out and no reply came (RFC 1047). */
  | "unknown"
  /** Our server or set-up is at fault: login, relaying, sender, authentication of our domain. */
  | "setup";
