import { issueMessage } from "#emails/message.server.ts";
import type { Context } from "../context.server.ts";
import { claim, isAnyDue, record, type ClaimedDelivery } from "../models/deliveries.server.ts";
import { editionOfIssue } from "../models/editions.server.ts";
import { messageId } from "../models/sending.server.ts";
import { leaveUrls } from "../models/subscriptions.server.ts";
import { insist } from "./insist.server.ts";
import { handOver, ready, Trouble, type Lane } from "./lane.server.ts";

/**
 * Claims one due delivery, hands it over and records the outcome.
 * @param issueId only this issue's, when given
 * @returns true when it found work
 * @throws Trouble when the mail server takes nothing from us
 */
export async function deliverNext(context: Context, lane: Lane, issueId?: number): Promise<boolean> {
  if (!(await isAnyDue(context, issueId))) return false;
  await ready(context, lane);
  const { claimed, moved } = await claim(context, lane.processId, 1, issueId);
  const [delivery] = claimed;
  if (!delivery) return moved > 0;
  const outcome = await handOver(context, lane, () => messageTo(context, lane, delivery));
  await insist(context, () => record(context, lane.processId, delivery, outcome));
  if (outcome.kind === "stop") throw new Trouble(`The mail server refuses us: ${outcome.reply}`);
  return true;
}

async function messageTo(context: Context, lane: Lane, delivery: ClaimedDelivery) {
  if (lane.edition?.issue_id !== delivery.issueId) lane.edition = await editionOfIssue(context, delivery.issueId);
  const edition = lane.edition;
  const leave = leaveUrls(context, delivery.subscriberId, edition.listId);
  return issueMessage({
    appUrl: context.config.appUrl,
    edition,
    reader: { name: delivery.name, email: delivery.email },
    unsubscribeUrl: leave.page,
    oneClickUrl: leave.oneClick,
    messageId: messageId(edition.marker_key, delivery.subscriberId, edition.from_address),
    date: new Date(delivery.firstClaimedAt),
  });
}
