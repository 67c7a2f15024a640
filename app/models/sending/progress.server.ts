import type { Context } from "#app/context.server.ts";
import { lastEvent } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatDuration, formatTime } from "#app/models/dates.server.ts";
import {
  countDeliveries,
  deliveriesIn,
  nextDueAt,
  wasFolded,
  type Counts,
  type DeliveryLine,
} from "#app/models/deliveries/deliveries.server.ts";
import { sendingIssues } from "#app/models/deliveries/due.server.ts";
import { replyGroups, type ReplyGroup } from "#app/models/deliveries/replies.server.ts";
import { senderState, type SenderState } from "#app/models/instance/senderProcesses.server.ts";
import { editionByNumber } from "#app/models/issues/editions.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { destinationsNow, type DestinationNow } from "#app/models/pacing/destinationStatus.server.ts";
import { expectedFinish } from "#app/models/pacing/forecast.server.ts";
import { everywhere, listRateLimits, type RateLimit } from "#app/models/pacing/limits.server.ts";
import { formatRate, still } from "#app/models/pacing/status.server.ts";
import { describeWait } from "./waits.server.ts";

/** Where the send of an issue stands. Times in milliseconds. */
export type Progress = {
  number: number;
  subject: string;
  list: string;
  status: Issue["status"];
  pause: Issue["pause"];
  sendingAt: number;
  sentAt: number | null;
  sentBy: string | null;
  sha256: string;
  counts: Counts;
  nextDueAt: number | null;
  senders: SenderState;
  /** How fast mail leaves now and when this issue is done, in words; empty when nothing is known. */
  pace: string;
  /** What it waits for while the pace lets nobody pass, and until when, in words; empty while it does not. */
  wait: string;
  destinations: DestinationNow[];
  answers: ReplyGroup[];
  refused: DeliveryLine[];
  /** Too old to be kept reader by reader: only the counts are left. */
  folded: boolean;
};

/** How many deliveries of a kind a page names; the rest are counted. */
const longestTail = 200;

/** @returns what the desk shows of an issue that is on its way or out; undefined when it never was sent */
export async function progressOf(context: Context, issue: Issue): Promise<Progress | undefined> {
  const edition = await editionByNumber(context, issue.number);
  if (!edition) return undefined;
  const send = await lastEvent(context, "send", `issue ${issue.number} to`);
  const counts = await countDeliveries(context, issue.id);
  return {
    number: issue.number,
    subject: edition.subject,
    list: edition.list_name,
    status: issue.status,
    pause: issue.pause,
    sendingAt: issue.sendingAt ?? edition.frozen_at,
    sentAt: issue.sentAt,
    sentBy: send?.actor ?? null,
    sha256: edition.sha256,
    counts,
    nextDueAt: await nextDueAt(context, issue.id),
    ...(await speedOf(context, issue, counts)),
    answers: await replyGroups(context, issue.id),
    refused: await deliveriesIn(context, issue.id, ["refused"], longestTail),
    folded: await wasFolded(context, issue.id),
  };
}

async function speedOf(context: Context, { id, status }: Issue, counts: Counts) {
  const senders = await senderState(context);
  if (status !== "sending") return { senders, pace: "", wait: "", destinations: [] };
  const [now, timeZone, paces] = [context.clock(), await timeZoneOf(context), await listRateLimits(context)];
  const issues = (await sendingIssues(context)).length;
  return {
    senders,
    pace: senders.trouble ? "" : wordPace(senders, counts, issues, paces, now, timeZone),
    wait: senders.trouble || counts.sending > 0 ? "" : waitOf(senders, id, paces, now, timeZone),
    destinations: destinationsNow(senders, paces, now, timeZone),
  };
}

/**
 * What an issue waits for while the pace lets none of its readers pass, and until when, in words; empty while it does not.
 * @param timeZone times are told in it; UTC is named
 */
export function waitOf(
  { waits }: SenderState,
  issueId: number,
  paces: RateLimit[],
  now: number,
  timeZone: string,
): string {
  const wait = waits?.find((wait) => wait.issueId === issueId);
  return wait ? describeWait(wait, paces, now, timeZone) : "";
}

/** @param issues how many are on their way: of one beside others, the rate does not tell when it is done */
function wordPace(
  senders: SenderState,
  counts: Counts,
  issues: number,
  paces: RateLimit[],
  now: number,
  timeZone: string,
) {
  const rate = senders.perSecond < still ? 0 : senders.perSecond;
  const left = counts.queued - counts.deferred + counts.sending;
  const rules = paces.find(({ destination }) => destination === everywhere);
  const done = senders.running > 0 && issues === 1 ? expectedFinish(left, rate, rules, now) : null;
  return [
    ...(rate > 0 ? [`About ${formatRate(rate)}${issues > 1 ? ", all issues together" : ""}.`] : []),
    ...(done === null
      ? []
      : [`Done at ${formatTime(done, now, timeZone)}, in ${formatDuration((done - now) / 1000)}.`]),
  ].join(" ");
}
