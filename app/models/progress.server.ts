import type { Context } from "../context.server.ts";
import { lastEvent } from "./audit.server.ts";
import { countDeliveries, deliveriesIn, nextDueAt, type Counts, type DeliveryLine } from "./deliveries.server.ts";
import { editionByNumber } from "./editions.server.ts";
import type { Issue } from "./issues.server.ts";
import { senderState, type SenderState } from "./processes.server.ts";

/** Where the send of an issue stands, at the moment `at`. Times in milliseconds. */
export type Progress = {
  number: number;
  subject: string;
  list: string;
  status: Issue["status"];
  sendingAt: number;
  sentAt: number | null;
  sentBy: string | null;
  sha256: string;
  counts: Counts;
  nextDueAt: number | null;
  senders: SenderState;
  refused: DeliveryLine[];
  uncertain: DeliveryLine[];
  at: number;
};

/** How many deliveries of a kind a page names; the rest are counted. */
export const longestTail = 200;

/** @returns what the desk shows of an issue that is on its way or out; undefined when it never was sent */
export async function progressOf(context: Context, issue: Issue): Promise<Progress | undefined> {
  const edition = await editionByNumber(context, issue.number);
  if (!edition) return undefined;
  const send = await lastEvent(context, "send", `issue ${issue.number} to`);
  return {
    number: issue.number,
    subject: edition.subject,
    list: edition.list_name,
    status: issue.status,
    sendingAt: issue.sendingAt ?? edition.frozen_at,
    sentAt: issue.sentAt,
    sentBy: send?.actor ?? null,
    sha256: edition.sha256,
    counts: await countDeliveries(context, issue.id),
    nextDueAt: await nextDueAt(context, issue.id),
    senders: await senderState(context),
    refused: await deliveriesIn(context, issue.id, ["refused"], longestTail),
    uncertain: await deliveriesIn(context, issue.id, ["uncertain"], longestTail),
    at: context.clock(),
  };
}
