import type { Context } from "#app/context.server.ts";
import { lastEvent } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatDuration, formatTime } from "#app/models/dates.server.ts";
import {
  countDeliveries,
  nextDueAt,
  wasFolded,
  type Counts,
  type SendPause,
} from "#app/models/deliveries/deliveries.server.ts";
import { deliveriesIn, type DeliveryLine } from "#app/models/deliveries/deliveryLines.server.ts";
import { replyGroups, type ReplyGroup } from "#app/models/deliveries/replies.server.ts";
import { returnsInDetail, type ReturnsInDetail } from "#app/models/deliveries/returns.server.ts";
import { sendsUnderWay, type Send } from "#app/models/deliveries/sends.server.ts";
import { digestEdition, type Digest } from "#app/models/digests/digests.server.ts";
import { senderState, type SenderState } from "#app/models/instance/senderProcesses.server.ts";
import { editionByNumber, segmentOfEdition } from "#app/models/issues/editions.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { destinationsNow, type DestinationNow } from "#app/models/pacing/destinationStatus.server.ts";
import { expectedFinish } from "#app/models/pacing/forecast.server.ts";
import { everywhere, listRateLimits, type RateLimit } from "#app/models/pacing/limits.server.ts";
import { formatRate, still } from "#app/models/pacing/status.server.ts";
import type { IssueStatus } from "#db/schema/issues.ts";
import { describeBounds } from "./bounds.server.ts";
import { testReport, type TestReport } from "./subjectTests/report.server.ts";
import { describeWait } from "./waits.server.ts";

/** The progress of a send. Times in milliseconds. */
export type Progress = {
  list: string;
  status: IssueStatus;
  pause: SendPause | null;
  sendingAt: number;
  sentAt: number | null;
  counts: Counts;
  nextDueAt: number | null;
  senders: SenderState;
  /** The formatted rate and expected end; empty when unknown. */
  pace: string;
  /** The formatted wait while no limit lets a message pass; empty otherwise. */
  wait: string;
  /** Where the time goes now, in words; empty while nothing is being sent. */
  bound: string;
  destinations: DestinationNow[];
  answers: ReplyGroup[];
  returns: ReturnsInDetail;
  refused: DeliveryLine[];
  /** True when the deliveries have become sums. */
  folded: boolean;
};

/** The most deliveries of a kind on a page; others are only counted. */
const longestTail = 200;
/** The most receiving domains on a page. */
const mostDomains = 20;

/** The same with the fields of an issue. */
export type IssueProgress = Progress & { number: number; subject: string; sentBy: string | null; sha256: string } & {
  /** The segment that it went to, in words as of then; null for all of the list. */
  segment: { name: string; words: string } | null;
  /** Null for an issue with one subject. */
  test: TestReport | null;
};

/** @returns the progress of an issue for the desk; undefined before its send */
export async function progressOf(context: Context, issue: Issue): Promise<IssueProgress | undefined> {
  const edition = await editionByNumber(context, issue.number);
  if (!edition) return undefined;
  const test = await testReport(context, issue, await timeZoneOf(context));
  const send = await lastEvent(context, "send", `issue ${issue.number} to`);
  return {
    number: issue.number,
    subject: edition.subject,
    sentBy: send?.actor ?? null,
    sha256: edition.sha256,
    segment: segmentOfEdition(edition),
    test,
    ...(await progressOfEdition(context, edition, issue, test?.waiting)),
  };
}

/** The progress of a digest; undefined when there was nothing to send. */
export async function progressOfDigest(context: Context, digest: Digest): Promise<Progress | undefined> {
  const { editionId, status, pause, sentAt } = digest;
  if (editionId === null || status === "empty" || status === "missed") return undefined;
  const edition = await digestEdition(context, editionId);
  return progressOfEdition(context, edition, { status, pause, sentAt });
}

/** The status of an issue or a digest, from its row. */
type Standing = { status: IssueStatus; pause: SendPause | null; sentAt: number | null };

async function progressOfEdition(
  context: Context,
  edition: { id: number; list_name: string; frozen_at: number },
  { status, pause, sentAt }: Standing,
  held = 0,
): Promise<Progress> {
  const counts = await countDeliveries(context, edition.id);
  return {
    list: edition.list_name,
    ...{ status, pause, sentAt },
    sendingAt: edition.frozen_at,
    counts,
    nextDueAt: await nextDueAt(context, edition.id),
    // Those who wait for a decision come later, at a time that no rate tells.
    ...(await speedOf(context, edition.id, status, { ...counts, queued: counts.queued - held })),
    answers: await replyGroups(context, edition.id),
    returns: await returnsInDetail(context, edition.id, mostDomains),
    refused: await deliveriesIn(context, edition.id, ["refused"], longestTail),
    folded: await wasFolded(context, edition.id),
  };
}

async function speedOf(context: Context, editionId: number, status: IssueStatus, counts: Counts) {
  const senders = await senderState(context);
  if (status !== "sending") return { senders, pace: "", wait: "", bound: "", destinations: [] };
  const [now, timeZone, paces] = [context.clock(), await timeZoneOf(context), await listRateLimits(context)];
  const sends = await sendsUnderWay(context);
  const wait = senders.trouble || counts.sending > 0 ? "" : waitOf(senders, editionId, paces, now, timeZone);
  return {
    senders,
    pace: senders.trouble ? "" : wordPace(senders, { counts, sends, paces, now, timeZone, isWaiting: wait !== "" }),
    wait,
    bound: senders.trouble || wait ? "" : describeBounds(senders.works),
    destinations: destinationsNow(senders, paces, now, timeZone),
  };
}

/**
 * Describes what an edition waits for while no limit lets its readers pass; empty otherwise.
 * @param timeZone of the times; UTC is named
 */
export function waitOf(
  { waits }: SenderState,
  editionId: number,
  paces: RateLimit[],
  now: number,
  timeZone: string,
): string {
  const wait = waits?.find((wait) => wait.editionId === editionId);
  return wait ? describeWait(wait, paces, now, timeZone) : "";
}

type PaceParts = {
  counts: Counts;
  sends: Send[];
  paces: RateLimit[];
  now: number;
  timeZone: string;
  isWaiting: boolean;
};

/**
 * `sends`: all running ones; with several, the rate does not tell when this one ends. While it waits, the rate is that of
 * the messages before.
 */
function wordPace(senders: SenderState, { counts, sends, paces, now, timeZone, isWaiting }: PaceParts) {
  const rate = senders.perSecond < still ? 0 : senders.perSecond;
  const left = counts.queued - counts.deferred + counts.sending;
  const rules = paces.find(({ destination }) => destination === everywhere);
  const done = senders.running > 0 && sends.length === 1 ? expectedFinish(left, rate, rules, now) : null;
  return [
    ...(rate > 0 && !isWaiting
      ? [
          `About ${formatRate(rate)}${sends.length > 1 ? `, all ${sends.every(({ kind }) => kind === "issue") ? "issues" : "sends"} together` : ""}.`,
        ]
      : []),
    ...(done === null
      ? []
      : [`Done at ${formatTime(done, now, timeZone)}, in ${formatDuration((done - now) / 1000)}.`]),
  ].join(" ");
}
