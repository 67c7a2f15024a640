import type { Role } from "#db/schema/desk.ts";

const everyone: Role[] = ["editor", "operator", "owner"];
const operators: Role[] = ["operator", "owner"];
const day = 24 * 3_600_000;

/** How a kind of notice is told. The desk shows every one; the log has one line of each. */
type Manner = {
  /** Of the line in the log; a notice above `info` stands out at the desk, too. */
  level: "info" | "warn" | "error";
  /** Who gets a mail of it, wherever they are. */
  mails: Role[];
  /** Goes to ALERT_URL. */
  alerts: boolean;
  /** What lasts is told once until it has ended, whoever dismissed it meanwhile; what happened, each time. */
  lasts: boolean;
  /** For how long the desk shows it when nobody dismisses it; null: as long as it takes. Milliseconds. */
  shownFor: number | null;
  /** About a database that sends nothing: alone it goes out from one, and the desk has a banner instead. */
  ofCopy?: true;
};

/** Of what needs somebody, and of what is news. */
const urgent = { level: "error", mails: operators, alerts: true, lasts: true, shownFor: null } as const;
const news = { level: "info", mails: operators, alerts: true, lasts: false, shownFor: 3 * day } as const;
const slot = { level: "warn", mails: operators, alerts: true, lasts: false, shownFor: null } as const;

/** Every kind of notice there is. */
export const noticeKinds = {
  /** An issue has begun to go out; ends with it. */
  "send-started": { ...news, lasts: true, shownFor: null },
  "send-ended": news,
  /** Somebody paused an issue; ends when it goes on or is cancelled. */
  "send-paused": { ...urgent, level: "warn" },
  /** The sender paused it by itself: too many refusals, our login or sender refused, a server away for ten minutes. */
  "send-stopped": urgent,
  /** The mail server takes nothing from us, or has been away for a minute; ends when it has taken something. */
  "server-refuses": urgent,
  "server-away": urgent,
  /** nodemailer's public way writes the mail, which is slower; ends when our own writer does again. */
  "public-send": { level: "warn", mails: [], alerts: false, lasts: true, shownFor: null },
  /** The database was copied, moved or restored, and sends nothing; ends with the claim. */
  copy: { ...urgent, ofCopy: true },
  "slot-held": slot,
  "slot-missed": slot,
  "slot-empty": { ...slot, mails: everyone },
  "slot-reminder": { ...slot, level: "info", mails: everyone, alerts: false },
  "digest-missed": slot,
  /** What should follow from a change does not; ends when it does. */
  "follower-stuck": urgent,
  "approval-ended": { ...slot, level: "info", mails: [], alerts: false },
  "sign-ups": slot,
  "sign-ins": slot,
  proxy: slot,
} satisfies Record<string, Manner>;

export type NoticeKind = keyof typeof noticeKinds;

/** The kinds that go out from a database that sends nothing else. */
export const noticesOfCopy = Object.keys(noticeKinds).filter((kind) => mannerOf(kind)?.ofCopy);

/** @returns how a kind is told; undefined for one that this version does not know */
export function mannerOf(kind: string): Manner | undefined {
  return Object.hasOwn(noticeKinds, kind) ? noticeKinds[kind as NoticeKind] : undefined;
}
