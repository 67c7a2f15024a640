import type { Context } from "../context.server.ts";
import { answerGroups, type AnswerGroup } from "./answers.server.ts";
import { lastEvent } from "./audit.server.ts";
import { timeZoneOf } from "./briefing.server.ts";
import { sendingIssues } from "./due.server.ts";
import { countDeliveries, deliveriesIn, nextDueAt, type Counts, type DeliveryLine } from "./deliveries.server.ts";
import { destinationsNow, type DestinationNow } from "./destinationsNow.server.ts";
import { wordDuration } from "./durations.server.ts";
import { editionByNumber } from "./editions.server.ts";
import { expectedFinish } from "./forecasts.server.ts";
import type { Issue } from "./issues.server.ts";
import { wordTime } from "./moments.server.ts";
import { everywhere, listPaces, type Pace } from "./paces.server.ts";
import { senderState, type SenderState } from "./processes.server.ts";
import { wasFolded } from "./retention.server.ts";
import { still, wordRate } from "./standings.server.ts";
import { wordWait } from "./waits.server.ts";

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
  answers: AnswerGroup[];
  refused: DeliveryLine[];
  /** Too old to be kept reader by reader: only the counts are left. */
  folded: boolean;
};

/** How many deliveries of a kind a page names; the rest are counted. */
export const longestTail = 200;

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
    answers: await answerGroups(context, issue.id),
    refused: await deliveriesIn(context, issue.id, ["refused"], longestTail),
    folded: await wasFolded(context, issue.id),
  };
}

async function speedOf(context: Context, { id, status }: Issue, counts: Counts) {
  const senders = await senderState(context);
  if (status !== "sending") return { senders, pace: "", wait: "", destinations: [] };
  const [now, timeZone, paces] = [context.clock(), await timeZoneOf(context), await listPaces(context)];
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
export function waitOf({ waits }: SenderState, issueId: number, paces: Pace[], now: number, timeZone: string): string {
  const wait = waits?.find((wait) => wait.issueId === issueId);
  return wait ? wordWait(wait, paces, now, timeZone) : "";
}

/** @param issues how many are on their way: of one beside others, the rate does not tell when it is done */
function wordPace(senders: SenderState, counts: Counts, issues: number, paces: Pace[], now: number, timeZone: string) {
  const rate = senders.perSecond < still ? 0 : senders.perSecond;
  const left = counts.queued - counts.deferred + counts.sending;
  const rules = paces.find(({ destination }) => destination === everywhere);
  const done = senders.running > 0 && issues === 1 ? expectedFinish(left, rate, rules, now) : null;
  return [
    ...(rate > 0 ? [`About ${wordRate(rate)}${issues > 1 ? ", all issues together" : ""}.`] : []),
    ...(done === null ? [] : [`Done at ${wordTime(done, now, timeZone)}, in ${wordDuration((done - now) / 1000)}.`]),
  ].join(" ");
}
