import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { utc } from "#app/models/dates.server.ts";
import { deliveryTo, wasFolded, type DeliveryLine } from "#app/models/deliveries/deliveries.server.ts";
import { isPaused } from "#app/models/deliveries/recipients.server.ts";
import { topicsOfIssue, type Issue, type IssuePause } from "#app/models/issues/issues.server.ts";
import { subscriberByEmail, type Subscription } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressions.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import type { DeliveryStatus } from "#db/schema.ts";
import type { ReplyCategory } from "#emails/smtp/replies.server.ts";

/** Why somebody did or did not get an issue, in one line with its evidence; `state` is null without a delivery. */
type Explanation = {
  email: string;
  state: DeliveryStatus | null;
  why: string;
  reply: string | null;
  at: number | null;
};

/** @returns the reason, or what is wrong with the address */
export async function explainDelivery(
  context: Context,
  issue: Issue,
  typed: string,
): Promise<Explanation | { error: string }> {
  const address = parseAddress(typed);
  if ("error" in address) return address;
  const delivery = await deliveryTo(context, issue.id, address.key);
  const absence = await absenceOf(context, issue, address.email);
  if (!delivery) return { email: address.email, state: null, why: absence.why, reply: null, at: absence.at };
  const { status, reply, finishedAt, claimedAt } = delivery;
  const why =
    status === "withdrawn"
      ? `No: ${absence.left ?? "the subscription ended before it was this reader's turn."}`
      : describeDelivery(delivery, issue.pause);
  return { email: delivery.email, state: status, why, reply, at: finishedAt ?? claimedAt };
}

/** A delivery's state in words, with when and what the server said. @param pause of its issue */
function describeDelivery(delivery: DeliveryLine, pause: IssuePause | null = null): string {
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
      return wordWaiting(delivery, pause);
  }
}

function wordWaiting(delivery: DeliveryLine, pause: IssuePause | null): string {
  const { attempts, dueAt, reply } = delivery;
  const halt = pause ? ` The issue is paused since ${utc(pause.at)} by ${pause.by}: ${pause.reason}` : "";
  if (attempts > 0) {
    const times = attempts === 1 ? "once" : `${attempts} times`;
    return `Not yet: put off ${times}, ${because(delivery)}; next try after ${utc(dueAt)}. The last answer: ${reply ?? "none."}${halt}`;
  }
  const again = delivery.claimedAt === null && reply ? ` ${reply}` : "";
  if (pause) return `Not yet:${again}${halt.replace(" The", " the")}`;
  return `Not yet: it waits for its turn.${again}`;
}

/** What a server's answer means. */
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

type Absence = { why: string; at: number | null; left: string | null };

/** Why an address has no delivery, by what is known of it; `left` alone when nothing goes to it now. */
async function absenceOf(context: Context, issue: Issue, email: string): Promise<Absence> {
  const absence = await absenceNow(context, issue, email);
  if (!(await wasFolded(context, issue.id))) return absence;
  const why = "Nobody can say any more: after 12 months only the sums of an issue are kept, not who is in them.";
  return { ...absence, why, at: null };
}

async function absenceNow(context: Context, issue: Issue, email: string): Promise<Absence> {
  const suppressed = await suppressionRecord(context, email);
  if (suppressed) {
    const left = `the address is suppressed since ${utc(suppressed.createdAt)} (${suppressed.reason}).`;
    return { why: `No: ${left}`, at: suppressed.createdAt, left };
  }
  const subscriber = await subscriberByEmail(context, email);
  const held = subscriber?.subscriptions.find((one) => one.listId === issue.list.id);
  if (!held) return { why: `No: this address never subscribed to “${issue.list.name}”.`, at: null, left: null };
  if (held.status !== "active") return absenceWithoutSubscription(issue, held);
  // Who was imported may have agreed elsewhere long before.
  const since = Math.max(held.confirmedAt ?? 0, held.createdAt);
  if (issue.sendingAt !== null && since > issue.sendingAt) return cameLater(issue, since, issue.sendingAt);
  const chose = await choiceAgainst(context, issue, subscriber!.id, held);
  if (chose) return { why: `No: ${chose}`, at: held.pausedUntil, left: chose };
  return absenceOfReader(issue, since);
}

/** What the reader chose that keeps the issue from them, if anything does. */
async function choiceAgainst(
  context: Context,
  issue: Issue,
  subscriberId: number,
  { frequency, pausedUntil }: Subscription,
): Promise<string | null> {
  if (pausedUntil !== null && isPaused(pausedUntil, issue.sendingAt ?? context.clock()))
    return `paused until ${utc(pausedUntil)}.`;
  if (frequency === "monthly") return "gets the monthly digest, not single issues.";
  const [chosen, about] = [await topicsChosenBy(context, subscriberId), await topicsOfIssue(context, issue.id)];
  if (chosen.length === 0 || about.length === 0 || chosen.some((topic) => about.includes(topic))) return null;
  return `chose other topics (${chosen.join(", ")}) than the issue has (${about.join(", ")}).`;
}

function cameLater(issue: Issue, since: number, sentAt: number): Absence {
  const why = `No: on “${issue.list.name}” since ${utc(since)}, after the issue was sent at ${utc(sentAt)}.`;
  return { why, at: since, left: null };
}

function absenceWithoutSubscription(issue: Issue, held: Subscription): Absence {
  const list = `“${issue.list.name}”`;
  if (held.status === "ended" && held.endedAt !== null) {
    const left = `left ${list} at ${utc(held.endedAt)} (${held.endedBy ?? "unknown how"}).`;
    return { why: `No: ${left}`, at: held.endedAt, left };
  }
  if (held.status === "ended")
    return { why: `No: never confirmed the subscription to ${list}.`, at: held.createdAt, left: null };
  const why = `No: asked for ${list} at ${utc(held.createdAt)}, but has not confirmed it.`;
  return { why, at: held.createdAt, left: null };
}

function absenceOfReader({ list, sendingAt }: Issue, since: number): Absence {
  const on = `on “${list.name}” since ${utc(since)}`;
  const why =
    sendingAt === null
      ? `Not yet: ${on}; the issue has not been sent.`
      : `No: ${on}, but suppressed, paused or with other choices when the issue was sent at ${utc(sendingAt)}.`;
  return { why, at: since, left: null };
}
