import type { DeliveryStatus } from "#db/schema.ts";
import type { Context } from "../context.server.ts";
import { parseAddress } from "./addresses.server.ts";
import { deliveryTo, type DeliveryLine } from "./deliveries.server.ts";
import type { Issue } from "./issues.server.ts";
import { subscriberByEmail, type Subscription } from "./subscribers.server.ts";
import { suppressionRecord } from "./suppressions.server.ts";

/** Why somebody did or did not get an issue, in one line with its evidence; `state` is null without a delivery. */
export type Reason = {
  email: string;
  state: DeliveryStatus | null;
  why: string;
  reply: string | null;
  at: number | null;
};

/** @returns the reason, or what is wrong with the address */
export async function reasonFor(context: Context, issue: Issue, typed: string): Promise<Reason | { error: string }> {
  const address = parseAddress(typed);
  if ("error" in address) return address;
  const delivery = await deliveryTo(context, issue.id, address.key);
  const absence = await absenceOf(context, issue, address.email);
  if (!delivery) return { email: address.email, state: null, why: absence.why, reply: null, at: absence.at };
  const { status, reply, finishedAt, claimedAt } = delivery;
  const why =
    status === "withdrawn"
      ? `No: ${absence.left ?? "the subscription ended before it was this reader's turn."}`
      : wordDelivery(delivery);
  return { email: delivery.email, state: status, why, reply, at: finishedAt ?? claimedAt };
}

/** A delivery's state in words, with when and what the server said. */
export function wordDelivery(delivery: DeliveryLine): string {
  const { status, attempts, dueAt, finishedAt, claimedAt, reply } = delivery;
  const at = utc(finishedAt ?? claimedAt ?? dueAt);
  const said = reply ? `: ${reply}` : ".";
  switch (status) {
    case "accepted":
      return `Yes: the mail server took it at ${at}${said}`;
    case "refused":
      return `No: it was refused at ${at}${said}`;
    case "uncertain":
      return `Perhaps: it was handed over, but no answer was recorded (${at})${said} It is not sent again by itself.`;
    case "sending":
      return `Right now: it is being handed over since ${at}.`;
    case "withdrawn":
      return `No: the reader left or was suppressed before it was their turn (${at}).`;
    case "cancelled":
      return `No: an operator cancelled it at ${at}.`;
    case "queued":
      if (attempts === 0) return "Not yet: it waits for its turn.";
      return `Not yet: put off ${attempts === 1 ? "once" : `${attempts} times`}; next try after ${utc(dueAt)}. The last answer${said}`;
  }
}

type Absence = { why: string; at: number | null; left: string | null };

/** Why an address has no delivery, by what is known of it; `left` alone when it is no longer on the list. */
async function absenceOf(context: Context, issue: Issue, email: string): Promise<Absence> {
  const suppressed = await suppressionRecord(context, email);
  if (suppressed) {
    const left = `the address is suppressed since ${utc(suppressed.createdAt)} (${suppressed.reason}).`;
    return { why: `No: ${left}`, at: suppressed.createdAt, left };
  }
  const subscriber = await subscriberByEmail(context, email);
  const held = subscriber?.subscriptions.find((one) => one.listId === issue.list.id);
  if (!held) return { why: `No: this address never subscribed to “${issue.list.name}”.`, at: null, left: null };
  return absenceOfSubscription(issue, held);
}

function absenceOfSubscription(issue: Issue, held: Subscription): Absence {
  const list = `“${issue.list.name}”`;
  const sentAt = issue.sendingAt;
  if (held.status === "ended" && held.endedAt !== null) {
    const left = `left ${list} at ${utc(held.endedAt)} (${held.endedBy ?? "unknown how"}).`;
    return { why: `No: ${left}`, at: held.endedAt, left };
  }
  if (held.status === "ended")
    return { why: `No: never confirmed the subscription to ${list}.`, at: held.createdAt, left: null };
  if (held.status === "pending")
    return {
      why: `No: asked for ${list} at ${utc(held.createdAt)}, but has not confirmed it.`,
      at: held.createdAt,
      left: null,
    };
  const since = held.confirmedAt ?? held.createdAt;
  if (sentAt === null)
    return { why: `Not yet: on ${list} since ${utc(since)}; the issue has not been sent.`, at: since, left: null };
  const why =
    since > sentAt
      ? `No: on ${list} since ${utc(since)}, after the issue was sent at ${utc(sentAt)}.`
      : `No: on ${list} since ${utc(since)}, but suppressed when the issue was sent at ${utc(sentAt)}.`;
  return { why, at: since, left: null };
}

/** `2026-11-23 07:30:12 UTC`: the same for every reader of a log. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
