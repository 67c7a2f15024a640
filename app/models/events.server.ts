import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";

/** The kinds of events, and what each is about: an event's subject is the id of that. */
export const eventKinds = {
  /** An editor saved it, on the site or not. */
  "article-saved": "article",
  "article-published": "article",
  "article-unpublished": "article",
  /** It came from another site, with its own date: readers find it, and it is no news. */
  "article-moved-in": "article",
  "article-deleted": "article",
  /** A correction of it was added or withdrawn. */
  "article-corrected": "article",
  /** An article on the site is no longer about it. */
  "topic-left": "topic",
  /** An editor saved the issue itself: its text, its list, which articles it has. */
  "issue-saved": "issue",
  /** The rule or the name of a segment was saved. */
  "segment-saved": "segment",
  /** It may go out by itself: with a slot, or at its own time. */
  "issue-approved": "issue",
  /** Another program sent it: readers find it with its own date, and it is no news. */
  "issue-moved-in": "issue",
  /** One that another program had sent is not in the archive any more. */
  "issue-taken-away": "issue",
  /** Its edition is frozen and its deliveries wait. */
  "issue-started": "issue",
  /** Of an issue or a digest. */
  "send-paused": "edition",
  "send-resumed": "edition",
  "send-cancelled": "edition",
  /** Nothing of it waits any more. */
  "send-finished": "edition",
  /** An operator decided about uncertain deliveries. */
  "deliveries-settled": "edition",
  /** A person answered it. */
  "reply-received": "edition",
  /** Nothing is sent to the address any more, for another reason than a complaint or an erasure; subscriptions stay. */
  "reader-suppressed": "reader",
  "suppression-lifted": "reader",
  /** Somebody who left said why, or said it differently. */
  "leave-reason-told": "reader",
} as const satisfies Record<string, "article" | "topic" | "issue" | "segment" | "edition" | "reader">;

export type EventKind = keyof typeof eventKinds;

/** `seq`: the place in its log; `by`: an editor's name, a script or the sender, null where nobody is known; `at` in milliseconds. */
export type DomainEvent<Kind extends string = EventKind> = {
  seq: number;
  kind: Kind;
  subject: number;
  by: string | null;
  at: number;
};

/**
 * Adds an event to the transaction under way, which writes it last.
 * @param subject the id of what it happened to
 * @param by an editor's name, a script, the sender
 * @throws outside of a transaction: the change could be kept without its event
 */
export function recordEvent(context: Context, kind: EventKind, subject: number, by: string | null = null): void {
  if (!context.pendingEvents) throw new Error(`${kind} was recorded outside of the transaction that it tells of`);
  context.pendingEvents.push({ kind, subject, by, at: context.clock() });
}

/** The `seq` of the newest committed event, 0 before the first. Every event with a lower one is committed, too. */
export async function newestEvent({ db }: Context): Promise<number> {
  const { seq } = await db.selectFrom("event_head").select("seq").executeTakeFirstOrThrow();
  return seq;
}

/** The events after a place in the log, oldest first. */
export async function eventsAfter({ db }: Context, seq: number, limit: number): Promise<DomainEvent[]> {
  const rows = await db
    .selectFrom("events")
    .select(["seq", "kind", "subject", "by", "at"])
    .where("seq", ">", seq)
    .orderBy("seq")
    .limit(limit)
    .execute();
  return rows as DomainEvent[];
}

/** Events are kept for at least this long: a follower that is added later begins with them. */
const eventsKept = 7 * day;
/** A cursor that has not moved for this long belongs to a follower that was removed, and keeps no events. */
const cursorsCount = 30 * day;

/**
 * Deletes the oldest events that every follower has passed.
 * @param limit how many at most
 * @returns how many were deleted
 */
export async function forgetEvents(context: Context, limit: number): Promise<number> {
  const now = context.clock();
  const { passed } = await context.db
    .selectFrom("event_cursors")
    .select(({ fn }) => fn.min<number | null>("seq").as("passed"))
    .where("source", "=", "events")
    .where("tried_at", ">", now - cursorsCount)
    .executeTakeFirstOrThrow();
  if (passed === null) return 0;
  const old = context.db
    .selectFrom("events")
    .select("seq")
    .where("seq", "<=", passed)
    .where("at", "<", now - eventsKept)
    .orderBy("seq")
    .limit(limit);
  const gone = await context.db
    .deleteFrom("events")
    .where("seq", "in", () => old)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
