import type { Context } from "#app/context.server.ts";
import { parseAddress, type AddressFault } from "#app/models/addresses.server.ts";
import { utc } from "#app/models/dates.server.ts";
import { deliveryTo, wasFolded, type DeliveryLine, type SendPause } from "#app/models/deliveries/deliveries.server.ts";
import { isPaused } from "#app/models/deliveries/recipients.server.ts";
import { editionKinds, type EditionKind } from "#app/models/deliveries/sends.server.ts";
import { topicsIn } from "#app/models/digests/content.server.ts";
import { digestEdition, type Digest } from "#app/models/digests/digests.server.ts";
import { topicsOfIssue, type Issue } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail, type Subscription } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressions.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import type { ReplyCategory } from "#emails/smtp/replies.server.ts";

/**
 * Why a reader did or did not get an issue or a digest, in one line with evidence; `state` is null without a delivery.
 */
type Explanation = {
  email: string;
  state: DeliveryStatus | null;
  why: string;
  reply: string | null;
  at: number | null;
};

/** The issue or digest in question. */
type About = {
  kind: EditionKind;
  /** Null while it has not been sent. */
  editionId: number | null;
  list: List;
  /** The start of its send. */
  sendingAt: number | null;
  pause: SendPause | null;
  /** Slugs of its topics; empty: for everybody. */
  topics(): Promise<string[]>;
};

/** @returns the reason, or the fault of the address */
export function explainDelivery(context: Context, issue: Issue, typed: string): Promise<Explanation | AddressFault> {
  return reasonAbout(context, { ...issue, kind: "issue", topics: () => topicsOfIssue(context, issue.id) }, typed);
}

/** Like `explainDelivery`, for a digest with any outcome. */
export async function explainDigestDelivery(
  context: Context,
  digest: Digest,
  typed: string,
): Promise<Explanation | AddressFault> {
  const { editionId, at } = digest;
  const topics = async () => topicsIn((await digestEdition(context, editionId!)).content);
  const about: About = { ...digest, kind: "digest", sendingAt: editionId === null ? null : at, topics };
  const reason = await reasonAbout(context, about, typed);
  if ("error" in reason || editionId !== null) return reason;
  return { ...reason, why: `No: it did not go out. ${digest.detail}`, at };
}

async function reasonAbout(context: Context, about: About, typed: string): Promise<Explanation | AddressFault> {
  const address = parseAddress(typed);
  if ("error" in address) return address;
  const { editionId, kind, pause } = about;
  const delivery = editionId === null ? undefined : await deliveryTo(context, editionId, address.key);
  const absence = await absenceOf(context, about, address.email);
  if (!delivery) return { email: address.email, state: null, why: absence.why, reply: null, at: absence.at };
  const { status, reply, finishedAt, claimedAt } = delivery;
  const why =
    status === "withdrawn"
      ? `No: ${absence.left ?? "the subscription ended before it was this reader's turn."}`
      : describeDelivery(delivery, pause, kind);
  return { email: delivery.email, state: status, why, reply, at: finishedAt ?? claimedAt };
}

/** Describes a delivery's state, with its time and the server's reply. @param pause of its send */
function describeDelivery(delivery: DeliveryLine, pause: SendPause | null = null, kind: EditionKind = "issue"): string {
  const { status, dueAt, finishedAt, claimedAt, reply, replyCode } = delivery;
  const at = utc(finishedAt ?? claimedAt ?? dueAt);
  const said = reply ? `: ${reply}` : ".";
  switch (status) {
    case "accepted":
      if (replyCode === null) return `Yes, an operator says (${at})${said}`;
      return `Yes: the mail server took it at ${at}${said}`;
    case "refused":
      return `No: it was refused at ${at}, ${because(delivery)}${said}`;
    case "uncertain":
      return `Perhaps: it was handed over, but no answer was recorded (${at})${said} It is not sent again by itself.`;
    case "sending":
      return `Right now: it is being handed over since ${at}.`;
    case "withdrawn":
      return `No: the reader left, paused or was suppressed before it was their turn (${at}).`;
    case "cancelled":
      return `No: the send was ended before it was this reader's turn (${at})${said}`;
    case "queued":
      return wordWaiting(delivery, pause, kind);
  }
}

function wordWaiting(delivery: DeliveryLine, pause: SendPause | null, kind: EditionKind): string {
  const { attempts, dueAt, reply } = delivery;
  const halt = pause ? ` The ${kind} is paused since ${utc(pause.at)} by ${pause.by}: ${pause.reason}` : "";
  if (attempts > 0) {
    const times = attempts === 1 ? "once" : `${attempts} times`;
    return `Not yet: put off ${times}, ${because(delivery)}; next try after ${utc(dueAt)}. The last answer: ${reply ?? "none."}${halt}`;
  }
  const again = delivery.claimedAt === null && reply ? ` ${reply}` : "";
  if (pause) return `Not yet:${again}${halt.replace(" The", " the")}`;
  return `Not yet: it waits for its turn.${again}`;
}

/** Describes the category of a server's reply. */
function because({ verdict }: DeliveryLine): string {
  return verdicts[verdict as ReplyCategory] ?? "and this was the answer";
}

const verdicts: Partial<Record<ReplyCategory, string>> = {
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

const otherFrequency: Record<EditionKind, string> = {
  issue: "gets the monthly digest, not single issues.",
  digest: "gets single issues, not the monthly digest.",
};

type Absence = { why: string; at: number | null; left: string | null };

/** Explains a missing delivery by the data about the address; `left` alone when nothing is sent to it now. */
async function absenceOf(context: Context, about: About, email: string): Promise<Absence> {
  const absence = await absenceNow(context, about, email);
  const { editionId, kind } = about;
  if (editionId === null || !(await wasFolded(context, editionId))) return absence;
  const what = kind === "issue" ? "an issue" : "a digest";
  const why = `Nobody can say any more: after 12 months only the sums of ${what} are kept, not who is in them.`;
  return { ...absence, why, at: null };
}

async function absenceNow(context: Context, about: About, email: string): Promise<Absence> {
  const suppressed = await suppressionRecord(context, email);
  if (suppressed) {
    const left = `the address is suppressed since ${utc(suppressed.createdAt)} (${suppressed.reason}).`;
    return { why: `No: ${left}`, at: suppressed.createdAt, left };
  }
  const subscriber = await subscriberByEmail(context, email);
  const held = subscriber?.subscriptions.find((one) => one.listId === about.list.id);
  if (!held) return { why: `No: this address never subscribed to “${about.list.name}”.`, at: null, left: null };
  if (held.status !== "active") return absenceWithoutSubscription(about, held);
  // An imported reader may have agreed elsewhere long before.
  const since = Math.max(held.confirmedAt ?? 0, held.createdAt);
  if (about.sendingAt !== null && since > about.sendingAt) return cameLater(about, since, about.sendingAt);
  const chose = await choiceAgainst(context, about, subscriber!.id, held);
  if (chose) return { why: `No: ${chose}`, at: held.pausedUntil, left: chose };
  return absenceOfReader(about, since);
}

/** Returns the reader's choice that excludes the issue, if there is one. */
async function choiceAgainst(
  context: Context,
  { kind, sendingAt, editionId, topics }: About,
  subscriberId: number,
  { frequency, pausedUntil }: Subscription,
): Promise<string | null> {
  if (pausedUntil !== null && isPaused(pausedUntil, sendingAt ?? context.clock()))
    return `paused until ${utc(pausedUntil)}.`;
  if (frequency !== editionKinds[kind].frequency) return otherFrequency[kind];
  if (kind === "digest" && editionId === null) return null;
  const [chosen, about] = [await topicsChosenBy(context, subscriberId), await topics()];
  if (chosen.length === 0 || about.length === 0 || chosen.some((topic) => about.includes(topic))) return null;
  return `chose other topics (${chosen.join(", ")}) than the ${kind} has (${about.join(", ")}).`;
}

function cameLater({ kind, list }: About, since: number, sentAt: number): Absence {
  const why = `No: on “${list.name}” since ${utc(since)}, after the ${kind} was sent at ${utc(sentAt)}.`;
  return { why, at: since, left: null };
}

function absenceWithoutSubscription(about: About, held: Subscription): Absence {
  const list = `“${about.list.name}”`;
  if (held.status === "ended" && held.endedAt !== null) {
    const left = `left ${list} at ${utc(held.endedAt)} (${held.endedBy ?? "unknown how"}).`;
    return { why: `No: ${left}`, at: held.endedAt, left };
  }
  if (held.status === "ended")
    return { why: `No: never confirmed the subscription to ${list}.`, at: held.createdAt, left: null };
  const why = `No: asked for ${list} at ${utc(held.createdAt)}, but has not confirmed it.`;
  return { why, at: held.createdAt, left: null };
}

function absenceOfReader({ kind, list, sendingAt }: About, since: number): Absence {
  const on = `on “${list.name}” since ${utc(since)}`;
  const why =
    sendingAt === null
      ? `Not yet: ${on}; the ${kind} has not been sent.`
      : `No: ${on}, but suppressed, paused or with other choices when the ${kind} was sent at ${utc(sendingAt)}.`;
  return { why, at: since, left: null };
}
