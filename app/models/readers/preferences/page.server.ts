import type { Context } from "#app/context.server.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import type { LinkedReader } from "#app/models/readers/links.server.ts";
import { shareLinkOf, type ShareLink } from "#app/models/readers/referrals.server.ts";
import { topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import type { LeaveReason } from "#app/models/readers/unsubscribe.server.ts";
import type { SubscriptionStatus } from "#db/schema/readers.ts";
import { addressChangeOf, type WantedChange } from "./addressChange.server.ts";
import { pauseDays, type Frequency } from "./choices.server.ts";
import { refusalOf } from "./refusal.server.ts";

const inEnglish = new Intl.Collator("en");

export type ReaderList = {
  id: number;
  name: string;
  /** Readers may join it by themselves. */
  open: boolean;
  status: SubscriptionStatus | "none";
  frequency: Frequency;
  endedAt: number | null;
  /** The reason for leaving, once given. */
  reason: LeaveReason | null;
};

/** The data of a reader's own page; the address is masked. */
export type ReaderPage = {
  email: string;
  /**
   * Milliseconds until the short-lived link expires; null for an ordinary link, which shows neither name nor change.
   */
  freshUntil: number | null;
  name: string;
  suppressed: boolean;
  lists: ReaderList[];
  topics: { slug: string; name: string; chosen: boolean }[];
  /** Milliseconds, the end of the current pause; null without one. */
  pausedUntil: number | null;
  days: { first: string; last: string };
  change: WantedChange | null;
  /** Null where nobody is counted. */
  counting: { refused: boolean } | null;
  /** Their personal link; null where the briefing has none, or nothing may be sent to them. */
  share: ShareLink | null;
};

export async function readerPage(context: Context, reader: LinkedReader): Promise<ReaderPage> {
  const rows = await listsFor(context, reader.id);
  const chosen = await topicsChosenBy(context, reader.id);
  const topics = await context.db.selectFrom("topics").select(["slug", "name"]).execute();
  const pauses = rows.flatMap(({ status, pausedUntil }) => (status === "active" && pausedUntil ? [pausedUntil] : []));
  const pausedUntil = Math.max(0, ...pauses);
  return {
    email: maskAddress(reader.email),
    freshUntil: reader.freshUntil,
    name: reader.freshUntil === null ? "" : reader.name,
    suppressed: reader.suppressed,
    lists: rows.map(({ pausedUntil: _, ...row }) => row),
    topics: topics
      .sort((a, b) => inEnglish.compare(a.name, b.name))
      .map((topic) => ({ ...topic, chosen: chosen.includes(topic.slug) })),
    pausedUntil: pausedUntil > context.clock() ? pausedUntil : null,
    days: await pauseDays(context),
    change: reader.freshUntil === null ? null : await addressChangeOf(context, reader.id),
    counting: await refusalOf(context, reader.id),
    share: reader.suppressed ? null : await shareLinkOf(context, reader.id),
  };
}

/** Returns the open lists, and those that the reader has or had. */
async function listsFor(context: Context, subscriberId: number) {
  const rows = await context.db
    .selectFrom("lists")
    .leftJoin("subscriptions", (join) =>
      join.onRef("subscriptions.list_id", "=", "lists.id").on("subscriptions.subscriber_id", "=", subscriberId),
    )
    .leftJoin("leave_reasons", (join) =>
      join.onRef("leave_reasons.list_id", "=", "lists.id").on("leave_reasons.subscriber_id", "=", subscriberId),
    )
    .select(["lists.id", "lists.name", "status", "frequency", "ended_at", "paused_until", "reason"])
    .select("public_at")
    .where((eb) => eb.or([eb("public_at", "is not", null), eb("status", "is not", null)]))
    .orderBy("lists.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    open: row.public_at !== null,
    status: row.status ?? ("none" as const),
    frequency: row.frequency ?? ("every" as const),
    endedAt: row.ended_at,
    reason: row.reason as LeaveReason | null,
    pausedUntil: row.paused_until,
  }));
}
