import { day } from "#app/models/durations.ts";
import type { Role } from "#db/schema/desk.ts";

const everyone: Role[] = ["editor", "operator", "owner"];
const operators: Role[] = ["operator", "owner"];

/** The ways in which a kind of notice reaches people. The desk shows every notice, and the log has one line of each. */
type Manner = {
  /** The level of the line in the log. A notice above `info` stands out at the desk, too. */
  level: "info" | "warn" | "error";
  /** The roles that get a mail about it. */
  mails: Role[];
  /** Goes to ALERT_URL. */
  alerts: boolean;
  /** True for a condition: it is told once until it ends, even when it is dismissed. An occurrence is told each time. */
  lasts: boolean;
  /** Milliseconds after which the desk hides it by itself; null: never. */
  shownFor: number | null;
  /** True when it concerns a database that sends nothing: only this kind leaves such a database. The desk shows a banner instead. */
  ofCopy?: true;
  /** False for what people write to each other, which is no line of the log. */
  logs?: false;
};

/** Shared values: for problems that need a person, for news, and for slots. */
const urgent = { level: "error", mails: operators, alerts: true, lasts: true, shownFor: null } as const;
const news = { level: "info", mails: operators, alerts: true, lasts: false, shownFor: 3 * day } as const;
const slot = { level: "warn", mails: operators, alerts: true, lasts: false, shownFor: null } as const;

/** Every kind of notice there is. */
export const noticeKinds = {
  /** An issue has begun to go out. It ends with the send. */
  "send-started": { ...news, lasts: true, shownFor: null },
  "send-ended": news,
  /** Somebody paused an issue; ends when it goes on or is cancelled. */
  "send-paused": { ...urgent, level: "warn" },
  /** The sender paused it by itself: too many refusals, our login or sender refused, a server away for ten minutes. */
  "send-stopped": urgent,
  /** The rest of an issue's readers wait until an operator chooses a subject; ends with the choice. */
  "subject-to-choose": { ...urgent, level: "warn" },
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
  /** A scheduled article lacked something at its time; ends when it is published or gets another time. */
  "publication-held": { ...slot, mails: everyone },
  "digest-missed": slot,
  /** A follower of events fails. It ends when the follower goes on. */
  "follower-stuck": urgent,
  /** An edit ended an approval; its approver gets a mail. It ends with the next approval, the send and the issue. */
  "approval-ended": { ...slot, level: "info", mails: [], alerts: false },
  /** Somebody is on an article or an issue now, and is mailed. */
  assigned: { level: "info", mails: [], alerts: false, lasts: false, shownFor: null },
  /** The due time of what somebody is on has passed, and they are mailed once. The desk shows it where the piece is. */
  "due-passed": { level: "info", mails: [], alerts: false, lasts: false, shownFor: null },
  /** Somebody is named in a comment, or on what it is about, and is mailed. The log has no comments. */
  comment: { level: "info", mails: [], alerts: false, lasts: false, shownFor: null, logs: false },
  /** Somebody was asked to look at an issue, and is mailed. */
  "review-asked": { level: "info", mails: [], alerts: false, lasts: false, shownFor: null },
  /** A reader has written again to somebody who has the conversation, and is mailed. */
  reply: { level: "info", mails: [], alerts: false, lasts: false, shownFor: null },
  /** The report of an issue two days after it went out, mailed to those who were chosen for its list. */
  "issue-report": { level: "info", mails: [], alerts: false, lasts: false, shownFor: null },
  "sign-ups": slot,
  "sign-ins": slot,
  proxy: slot,
  /** Mail of an edition came back because receivers do not want mail from us; told once for each. */
  blocked: { ...urgent, level: "warn" },
  /** More readers of an edition complain than providers ask for; told once for each. */
  complaints: { ...urgent, level: "warn" },
  /** A test letter to ourselves is missing; ends when one comes back. */
  "way-back": { ...urgent, level: "warn" },
  /** A mailbox says that its reader has moved. */
  "reader-moved": { level: "info", mails: [], alerts: false, lasts: true, shownFor: null },
  /** Something about one editor's account, mailed to that editor alone. */
  account: { level: "info", mails: [], alerts: false, lasts: false, shownFor: null },
} satisfies Record<string, Manner>;

export type NoticeKind = keyof typeof noticeKinds;

/** The kinds that go out from a database that sends nothing else. */
export const noticesOfCopy = Object.keys(noticeKinds).filter((kind) => mannerOf(kind)?.ofCopy);

/** @returns how a kind is told; undefined for one that this version does not know */
export function mannerOf(kind: string): Manner | undefined {
  return Object.hasOwn(noticeKinds, kind) ? noticeKinds[kind as NoticeKind] : undefined;
}
