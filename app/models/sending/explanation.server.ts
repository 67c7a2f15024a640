import type { Context } from "#app/context.server.ts";
import { parseAddress, type AddressFault } from "#app/models/addresses.server.ts";
import { cameBackFrom, type CameBackLine } from "#app/models/deliveries/cameBack.server.ts";
import { wasFolded, type SendPause } from "#app/models/deliveries/deliveries.server.ts";
import { deliveryTo, type OneDelivery } from "#app/models/deliveries/deliveryLines.server.ts";
import { isPaused } from "#app/models/deliveries/recipients.server.ts";
import { editionKinds, type EditionKind } from "#app/models/deliveries/sends.server.ts";
import { topicsIn } from "#app/models/digests/content.server.ts";
import { digestEdition, type Digest } from "#app/models/digests/digests.server.ts";
import { segmentOfSend } from "#app/models/issues/editions.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { topicsOfIssue } from "#app/models/issues/issueTopics.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail, type Subscription } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { narrowingOfIssue, type SegmentTest } from "#app/models/segments/narrowing.server.ts";
import { passes } from "#app/models/segments/survey.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import type { ReplyCategory } from "#emails/smtp/replies.server.ts";

/** A delivery's state explains itself; `pause` is that of its send. */
export type DeliveryReason = {
  because: "delivery";
  delivery: OneDelivery;
  pause: SendPause | null;
  kind: EditionKind;
  /** Of the server's last reply. */
  category: ReplyCategory | null;
};

/**
 * Why a reader did or did not get an issue or a digest. Times in milliseconds; `since`: when they joined the list.
 * `not-then`: suppressed, paused or with other choices at that time. `forgotten`: only sums are kept.
 */
export type Reason =
  | DeliveryReason
  | { because: "not-there-any-more" }
  | { because: "forgotten"; kind: EditionKind }
  /** `detail`: a sentence of the digest's row. */
  | { because: "did-not-go-out"; detail: string }
  | { because: "suppressed"; at: number; reason: string }
  | { because: "never-subscribed"; list: string }
  | { because: "left"; list: string; at: number; by: string | null }
  | { because: "never-confirmed"; list: string }
  | { because: "not-confirmed"; list: string; at: number }
  | { because: "came-later"; kind: EditionKind; list: string; since: number; sentAt: number }
  | { because: "paused"; until: number }
  | { because: "other-frequency"; kind: EditionKind }
  | { because: "other-topics"; kind: EditionKind; chosen: string[]; about: string[] }
  /** `words`: the segment’s rule; `sentAt` null: it has not gone out, and they are not in it now. */
  | { because: "outside-segment"; segment: string; words: string; sentAt: number | null }
  | { because: "not-sent-yet"; kind: EditionKind; list: string; since: number }
  | { because: "not-then"; kind: EditionKind; list: string; since: number; sentAt: number };

/** The reason with its evidence; `state` is null without a delivery. */
type Explanation = {
  email: string;
  state: DeliveryStatus | null;
  reason: Reason;
  reply: string | null;
  at: number | null;
  /** Reports of what came back of it, the newest first. */
  cameBack: CameBackLine[];
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
  /** The segment that it went to, or goes to as things are; its test is null once it went out. */
  segment(): Promise<{ name: string; words: string; test: SegmentTest | null } | null>;
  /** Slugs of its topics; empty: for everybody. */
  topics(): Promise<string[]>;
};

/** @returns the reason, or the fault of the address */
export function explainDelivery(context: Context, issue: Issue, typed: string): Promise<Explanation | AddressFault> {
  const about: About = {
    ...{ ...issue, kind: "issue" },
    segment: () => segmentOf(context, issue),
    topics: () => topicsOfIssue(context, issue.id),
  };
  return reasonAbout(context, about, typed);
}

/** Like `explainDelivery`, for a digest with any outcome. */
export async function explainDigestDelivery(
  context: Context,
  digest: Digest,
  typed: string,
): Promise<Explanation | AddressFault> {
  const { editionId, at } = digest;
  const topics = async () => topicsIn((await digestEdition(context, editionId!)).content);
  const segment = async () => null;
  const about: About = { ...digest, kind: "digest", sendingAt: editionId === null ? null : at, segment, topics };
  const explained = await reasonAbout(context, about, typed);
  if ("error" in explained || editionId !== null) return explained;
  return { ...explained, reason: { because: "did-not-go-out", detail: digest.detail }, at };
}

async function reasonAbout(context: Context, about: About, typed: string): Promise<Explanation | AddressFault> {
  const address = parseAddress(typed);
  if ("error" in address) return address;
  const { editionId, kind, pause } = about;
  const delivery = editionId === null ? undefined : await deliveryTo(context, editionId, address.key);
  const absence = await absenceOf(context, about, address.email);
  if (!delivery)
    return { email: address.email, state: null, reason: absence.reason, reply: null, at: absence.at, cameBack: [] };
  const { status, reply, finishedAt, claimedAt } = delivery;
  const reason: Reason =
    status === "withdrawn"
      ? (absence.left ?? { because: "not-there-any-more" })
      : { because: "delivery", delivery, pause, kind, category: delivery.verdict as ReplyCategory | null };
  const cameBack = await cameBackFrom(context, delivery.subscriberId, delivery.editionId);
  return { email: delivery.email, state: status, reason, reply, at: finishedAt ?? claimedAt, cameBack };
}

/** `left`: the reason that nothing is sent to the address now. */
type Absence = { reason: Reason; at: number | null; left: Reason | null };

/** Explains a missing delivery by the data about the address. */
async function absenceOf(context: Context, about: About, email: string): Promise<Absence> {
  const absence = await absenceNow(context, about, email);
  const { editionId, kind } = about;
  if (editionId === null || !(await wasFolded(context, editionId))) return absence;
  return { ...absence, reason: { because: "forgotten", kind }, at: null };
}

async function absenceNow(context: Context, about: About, email: string): Promise<Absence> {
  const suppressed = await suppressionRecord(context, email);
  if (suppressed) {
    const { createdAt: at, reason } = suppressed;
    return goneBecause({ because: "suppressed", at, reason }, at);
  }
  const subscriber = await subscriberByEmail(context, email);
  const held = subscriber?.subscriptions.find((one) => one.listId === about.list.id);
  if (!held) return absentBecause({ because: "never-subscribed", list: about.list.name }, null);
  if (held.status !== "active") return absenceWithoutSubscription(about, held);
  // An imported reader may have agreed elsewhere long before.
  const since = Math.max(held.confirmedAt ?? 0, held.createdAt);
  if (about.sendingAt !== null && since > about.sendingAt) return cameLater(about, since, about.sendingAt);
  const chose = await choiceAgainst(context, about, subscriber!.id, held);
  if (chose) return goneBecause(chose, held.pausedUntil);
  const outside = await outsideSegment(context, about, subscriber!.id);
  if (outside) return absentBecause(outside, about.sendingAt);
  return absenceOfReader(about, since);
}

/** After the send its record counts: the segment may say something else by now. */
async function segmentOf(context: Context, { id, list, editionId }: Issue) {
  if (editionId === null) return narrowingOfIssue(context, { id, listId: list.id });
  const segment = await segmentOfSend(context, editionId);
  return segment && { ...segment, test: null };
}

/** Returns why the segment leaves a reader out; null when it does not, or there is none. */
async function outsideSegment(context: Context, about: About, subscriberId: number): Promise<Reason | null> {
  const segment = await about.segment();
  if (!segment) return null;
  const { name, words, test } = segment;
  const isIn = test && (await passes(context, test, about.list.id, subscriberId));
  return isIn ? null : { because: "outside-segment", segment: name, words, sentAt: about.sendingAt };
}

/** Returns the reader's choice that excludes the issue, if there is one. */
async function choiceAgainst(
  context: Context,
  { kind, sendingAt, editionId, topics }: About,
  subscriberId: number,
  { frequency, pausedUntil }: Subscription,
): Promise<Reason | null> {
  if (pausedUntil !== null && isPaused(pausedUntil, sendingAt ?? context.clock()))
    return { because: "paused", until: pausedUntil };
  if (frequency !== editionKinds[kind].frequency) return { because: "other-frequency", kind };
  if (kind === "digest" && editionId === null) return null;
  const [chosen, about] = [await topicsChosenBy(context, subscriberId), await topics()];
  if (chosen.length === 0 || about.length === 0 || chosen.some((topic) => about.includes(topic))) return null;
  return { because: "other-topics", kind, chosen, about };
}

function cameLater({ kind, list }: About, since: number, sentAt: number): Absence {
  return absentBecause({ because: "came-later", kind, list: list.name, since, sentAt }, since);
}

function absenceWithoutSubscription({ list: { name: list } }: About, held: Subscription): Absence {
  const { status, endedAt: at, endedBy: by, createdAt } = held;
  if (status === "ended" && at !== null) return goneBecause({ because: "left", list, at, by }, at);
  if (status === "ended") return absentBecause({ because: "never-confirmed", list }, createdAt);
  return absentBecause({ because: "not-confirmed", list, at: createdAt }, createdAt);
}

function absenceOfReader({ kind, list: { name: list }, sendingAt }: About, since: number): Absence {
  return sendingAt === null
    ? absentBecause({ because: "not-sent-yet", kind, list, since }, since)
    : absentBecause({ because: "not-then", kind, list, since, sentAt: sendingAt }, since);
}

function absentBecause(reason: Reason, at: number | null): Absence {
  return { reason, at, left: null };
}

/** An absence that lasts: it would keep a delivery of today back too. */
function goneBecause(reason: Reason, at: number | null): Absence {
  return { reason, at, left: reason };
}
