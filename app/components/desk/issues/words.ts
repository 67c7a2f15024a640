import type { Tone } from "#app/components/desk/kit.tsx";
import type { ReturnKind } from "#app/models/deliveries/returns.server.ts";
import type { IssueState } from "#app/models/issues/states.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import type { ReplyCategory } from "#emails/smtp/replies.server.ts";

/** The desk's names for the states of an issue. */
export const issueWords: Record<IssueState, { name: string; tone: Tone }> = {
  draft: { name: "Draft", tone: "plain" },
  "in-review": { name: "In review", tone: "warn" },
  approved: { name: "Approved", tone: "good" },
  scheduled: { name: "Scheduled", tone: "good" },
  sending: { name: "Sending", tone: "warn" },
  paused: { name: "Paused", tone: "warn" },
  sent: { name: "Sent", tone: "good" },
};

type State = DeliveryStatus | "deferred";

/** The states of a delivery, each with its meaning for the reader. */
export const deliveryWords: Record<State, { name: string; tone: Tone; means: string }> = {
  accepted: { name: "Accepted", tone: "good", means: "Our mail server took it." },
  sending: { name: "Handing over", tone: "plain", means: "On its way to our mail server at this moment." },
  queued: { name: "Waiting", tone: "plain", means: "Its turn has not come yet." },
  deferred: { name: "Deferred", tone: "warn", means: "The server put it off; it is tried again by itself for a day." },
  refused: { name: "Refused", tone: "bad", means: "The server said no for good; the same mail is not tried again." },
  uncertain: {
    name: "Uncertain",
    tone: "warn",
    means: "Handed over, but the answer was lost; never sent again by itself, so that nobody gets it twice.",
  },
  withdrawn: {
    name: "Withdrawn",
    tone: "plain",
    means: "Left, paused or was suppressed before their turn; nothing was sent.",
  },
  cancelled: { name: "Cancelled", tone: "plain", means: "Stopped by an operator before its turn." },
};

/** The subject of a server's reply. */
export const replyCategoryText: Record<ReplyCategory, string> = {
  accepted: "Accepted",
  address: "No such address",
  mailbox: "Mailbox full or out of use",
  block: "They do not want our mail",
  content: "They do not take this message",
  rate: "Too fast for them",
  greylist: "They let strangers wait",
  temporary: "Not at that moment",
  connection: "The connection was lost",
  unknown: "No answer was recorded",
  setup: "They refuse our set-up, not the reader",
};

/** The kinds of returns, in words. */
export const returnKindWords: Record<ReturnKind, string> = {
  accepted: "Accepted",
  refused: "Refused at the hand-over",
  hard: "Came back: nobody is there",
  soft: "Came back for now",
  block: "Came back: about us, not the reader",
  complaint: "Complaints",
  leave: "Left by mail",
};

/** The category of a return in words; one that nobody knows as it is. */
export function returnCategoryWords(category: string): string {
  return Object.hasOwn(replyCategoryText, category) ? replyCategoryText[category as ReplyCategory] : category;
}

/** @returns like `1,234 readers`, `1 reader` */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
