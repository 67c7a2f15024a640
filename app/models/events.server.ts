import type { Context } from "#app/context.server.ts";

/** Everything that the log tells, and what each is about: the id of that is the event's subject. */
export const eventKinds = {
  /** Its text, picture, topics … were changed, on the site or not. */
  "article-saved": "article",
  "article-published": "article",
  "article-unpublished": "article",
  "article-deleted": "article",
  /** A correction was added to it, or withdrawn. */
  "article-corrected": "article",
  /** An article on the site is no longer about it. */
  "topic-left": "topic",
  /** The issue's own text, its articles or its list were changed. */
  "issue-saved": "issue",
  /** It may go out by itself: with a slot, or at its own time. */
  "issue-approved": "issue",
  /** Its edition is frozen and its deliveries wait. */
  "issue-started": "issue",
  "issue-paused": "issue",
  "issue-resumed": "issue",
  "issue-cancelled": "issue",
  /** Nothing of it waits any more. */
  "issue-finished": "issue",
} as const satisfies Record<string, "article" | "issue" | "topic">;

export type EventKind = keyof typeof eventKinds;

/** One thing that happened. `at` in milliseconds; `seq`: its place in its log; `by`: who did it, where somebody did. */
export type DomainEvent<Kind extends string = EventKind> = {
  seq: number;
  kind: Kind;
  subject: number;
  by: string | null;
  at: number;
};

/**
 * Notes that something happened, in the transaction that makes it so; it is written at the end of that.
 * @param subject the id of what it happened to
 * @param by an editor's name, the script, the sender
 * @throws outside of a transaction, because the one could be kept without the other
 */
export function recordEvent(context: Context, kind: EventKind, subject: number, by: string | null = null): void {
  if (!context.happened) throw new Error(`${kind} was recorded outside of the transaction that it tells of`);
  context.happened.push({ kind, subject, by, at: context.clock() });
}

/** The `seq` of the newest event; 0 before the first. What is committed and has a lower one can be seen. */
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

const day = 24 * 3_600_000;
/** Events are kept so long at least, for a follower that is added later and for whoever looks what happened. */
const eventsKept = 7 * day;
/** A cursor that has not moved for so long is of a follower that there is no more, and holds no events back. */
const cursorsCount = 30 * day;

/**
 * Takes away the oldest events that every follower has passed.
 * @param limit how many at most
 * @returns how many that were
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
