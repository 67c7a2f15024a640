import { utc } from "#app/models/dates.server.ts";
import type { CameBackLine } from "#app/models/deliveries/cameBack.server.ts";
import type { SendPause } from "#app/models/deliveries/deliveries.server.ts";
import type { DeliveryLine } from "#app/models/deliveries/deliveryLines.server.ts";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";
import { wordReport } from "#app/models/inbound/reportWords.ts";
import type { DeliveryReason, Reason } from "#app/models/sending/explanation.server.ts";

type Words = { [Why in Reason["because"]]: (reason: Extract<Reason, { because: Why }>) => string };

const words: Words = {
  delivery: (reason) => `${stateWords[reason.delivery.status](reason)}${subjectOf(reason)}`,
  "not-there-any-more": () => "No: the subscription ended before it was this reader's turn.",
  forgotten: ({ kind }) =>
    `Nobody can say any more: after 12 months only the sums of ${kind === "issue" ? "an issue" : "a digest"} are kept, not who is in them.`,
  "did-not-go-out": ({ detail }) => `No: it did not go out. ${detail}`,
  suppressed: ({ at, reason }) => `No: the address is suppressed since ${utc(at)} (${reason}).`,
  "never-subscribed": ({ list }) => `No: this address never subscribed to “${list}”.`,
  left: ({ list, at, by }) => `No: left “${list}” at ${utc(at)} (${by ?? "unknown how"}).`,
  "never-confirmed": ({ list }) => `No: never confirmed the subscription to “${list}”.`,
  "not-confirmed": ({ list, at }) => `No: asked for “${list}” at ${utc(at)}, but has not confirmed it.`,
  "came-later": ({ kind, list, since, sentAt }) =>
    `No: on “${list}” since ${utc(since)}, after the ${kind} was sent at ${utc(sentAt)}.`,
  paused: ({ until }) => `No: paused until ${utc(until)}.`,
  "other-frequency": ({ kind }) =>
    kind === "issue"
      ? "No: gets the monthly digest, not single issues."
      : "No: gets single issues, not the monthly digest.",
  "other-topics": ({ kind, chosen, about }) =>
    `No: chose other topics (${chosen.join(", ")}) than the ${kind} has (${about.join(", ")}).`,
  "outside-segment": ({ segment, words, sentAt }) =>
    sentAt === null
      ? `No: it goes only to the segment “${segment}”, those ${words}, and this reader is not among them now.`
      : `No: at ${utc(sentAt)} it went only to the segment “${segment}”, those ${words}. This reader was not among them, or was suppressed or paused then.`,
  "not-sent-yet": ({ kind, list, since }) =>
    `Not yet: on “${list}” since ${utc(since)}; the ${kind} has not been sent.`,
  "not-then": ({ kind, list, since, sentAt }) =>
    `No: on “${list}” since ${utc(since)}, but suppressed, paused or with other choices when the ${kind} was sent at ${utc(sentAt)}.`,
};

/** Where subjects were tried, it matters which one a reader got. */
function subjectOf({ delivery: { tried, heldAt, status } }: DeliveryReason): string {
  if (tried !== null) return ` It has one of the subjects that were tried: “${tried}”.`;
  return heldAt !== null && status === "queued" ? " It waits until one of the issue’s subjects is chosen." : "";
}

/** Says in one line, with evidence, why a reader did or did not get an issue or a digest. */
export function wordReason(reason: Reason): string {
  return (words[reason.because] as (reason: Reason) => string)(reason);
}

/** Says in one line what came back of it, with the words that decided. */
export function wordCameBack({ at, kind, diagnostic, evidence }: CameBackLine): string {
  const said = diagnostic ?? evidence[0];
  return `${wordReport(kind)} (${utc(at)})${said ? `: ${said}` : "."}`;
}

/** Describes a delivery's state, with its time and the server's reply. */
const stateWords: Record<DeliveryLine["status"], (reason: DeliveryReason) => string> = {
  accepted: ({ delivery }) =>
    delivery.replyCode === null
      ? `Yes, an operator says (${timeOf(delivery)})${said(delivery)}`
      : `Yes: the mail server took it at ${timeOf(delivery)}${said(delivery)}`,
  refused: (reason) => `No: it was refused at ${timeOf(reason.delivery)}, ${verdictOn(reason)}${said(reason.delivery)}`,
  uncertain: ({ delivery }) =>
    `Perhaps: it ${delivery.claimedAt === null ? "may have been" : "was"} handed over, but no answer was recorded (${timeOf(delivery)})${said(delivery)} It is not sent again by itself.`,
  sending: ({ delivery }) => `Right now: it is being handed over since ${timeOf(delivery)}.`,
  withdrawn: ({ delivery }) =>
    `No: the reader left, paused or was suppressed before it was their turn (${timeOf(delivery)}).`,
  cancelled: ({ delivery }) =>
    `No: the send was ended before it was this reader's turn (${timeOf(delivery)})${said(delivery)}`,
  queued: wordWaiting,
};

function wordWaiting(reason: DeliveryReason): string {
  const { delivery, pause, kind } = reason;
  const { attempts, dueAt, reply } = delivery;
  const halt = pause ? wordPause(kind, pause) : "";
  if (attempts > 0) {
    const times = attempts === 1 ? "once" : `${attempts} times`;
    const after = pause ? ` The ${halt}` : "";
    return `Not yet: put off ${times}, ${verdictOn(reason)}; next try after ${utc(dueAt)}. The last answer: ${reply ?? "none."}${after}`;
  }
  const again = delivery.claimedAt === null && reply ? ` ${reply}` : "";
  return pause ? `Not yet:${again} the ${halt}` : `Not yet: it waits for its turn.${again}`;
}

function wordPause(kind: EditionKind, { at, by, reason }: SendPause): string {
  return `${kind} is paused since ${utc(at)} by ${by}: ${reason}`;
}

function timeOf({ finishedAt, claimedAt, dueAt }: DeliveryLine): string {
  return utc(finishedAt ?? claimedAt ?? dueAt);
}

function said({ reply }: DeliveryLine): string {
  return reply ? `: ${reply}` : ".";
}

/** Describes the category of a server's reply. */
function verdictOn({ category }: DeliveryReason): string {
  return (category && verdicts[category]) ?? "and this was the answer";
}

const verdicts: Partial<Record<NonNullable<DeliveryReason["category"]>, string>> = {
  address: "as there is no such mailbox",
  mailbox: "as the mailbox is full or out of use",
  block: "as the receiving side does not want our mail",
  content: "as the receiving side does not take this message",
  rate: "as the receiving side asks for patience",
  greylist: "as the receiving side lets strangers wait",
  temporary: "as the receiving side could not take it then",
  connection: "as the connection was lost",
  setup: "as the server refuses our set-up, not the reader",
};
