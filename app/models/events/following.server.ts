import { databaseOutage, inQuickTransaction, inTransaction, type Context } from "#app/context.server.ts";
import { consentHead } from "#app/models/consent/head.server.ts";
import type { ConsentKind } from "#app/models/consent/steps.ts";
import { eventsAfter, newestEvent, type DomainEvent, type EventKind } from "#app/models/events.server.ts";
import { addNotice, endNotices } from "#app/models/notices.server.ts";
import { forChange, skipLocked } from "#db/client.server.ts";

/**
 * Something that follows from events. `apply` and the move of the cursor are one transaction: a follower that fails or
 * is killed goes on where it was, and each event has its effect once.
 */
type FollowerOf<Source, Kind extends string> = {
  /** The log that it reads. Subjects of the consent chain are subscribers. */
  source: Source;
  /** Events of other kinds are passed over. */
  kinds: readonly Kind[];
  /** The text of the notice while it is stuck, like `the hub is not told of changes`. */
  meanwhile: string;
  /** A person waits for the effect: the process that recorded the event also applies it, before it answers. */
  atOnce: boolean;
  /** A million events may wait, and nobody does: each call takes a moment only, so that a running send does not notice. */
  unhurried?: boolean;
  /** How many events of the usual weight one is like, where a transaction takes more of them, or fewer. */
  weigh?(event: DomainEvent<string>): number;
  /** Runs in a transaction: await nothing but the database. An error undoes it, and it is tried again. */
  apply(context: Context, events: DomainEvent<Kind>[]): Promise<void>;
};

export type Follower = FollowerOf<"events", EventKind> | FollowerOf<"consent", ConsentKind>;
/** The keys name the cursors: a renamed follower begins again. */
export type Followers = Readonly<Record<string, Follower>>;

/**
 * Events applied in one transaction, and rows read for it. Together they hold SQLite's one writer for some
 * milliseconds.
 */
const batch = 50;
const rowsRead = 1000;
/** Events passed in one call: a follower that is far behind leaves time for the rest of the maintenance. */
const eventsPerCall = 10_000;
/** Milliseconds of one call for a follower that is unhurried; the transaction that is under way is ended. */
const moment = 40;

/**
 * Lets each follower that is behind go on. Any process may call this at any time: a follower that another process holds
 * is skipped. A follower that fails rests, longer each time, and delays no other.
 * @returns how many events were passed, added up over the followers
 */
export async function followEvents(context: Context, followers: Followers): Promise<number> {
  let passed = 0;
  for (const name of await followersBehind(context, followers))
    passed += await catchUp(context, followers, name, "pass");
  return passed;
}

/**
 * Makes `Context.followAtOnce`: after a commit, the followers with `atOnce` go on, all in one transaction. Errors are
 * logged and not thrown, because the change itself is committed; maintenance tries again.
 */
export function followingAtOnce(followers: Followers): NonNullable<Context["followAtOnce"]> {
  return async (context, kinds) => {
    const concerned = Object.entries(followers).filter(
      ([, { atOnce, source, kinds: theirs }]) =>
        atOnce && source === "events" && theirs.some((kind) => kinds.includes(kind)),
    );
    const names = concerned.map(([name]) => name).sort();
    if (names.length === 0) return;
    try {
      if ((await step(context, followers, { names, limit: batch, lock: "wait" })).isDone) return;
    } catch {
      // One by one, those that do not fail are done.
    }
    for (const name of names) {
      try {
        await catchUp(context, followers, name, "wait");
      } catch (error) {
        context.log.warn({ error, follower: name }, "what follows from a change is done later");
      }
    }
  };
}

async function followersBehind(context: Context, followers: Followers): Promise<string[]> {
  const rows = await context.db.selectFrom("event_cursors").select(["follower", "seq", "due_at"]).execute();
  const names = Object.keys(followers);
  const unknown = names.filter((name) => !rows.some(({ follower }) => follower === name));
  for (const name of unknown) await begin(context, name, followers[name]!);
  const used = new Set(Object.values(followers).map(({ source }) => source));
  const newest = { events: 0, consent: 0 };
  for (const source of used) newest[source] = await sources[source].newest(context);
  const now = context.clock();
  return names.filter((name) => {
    const { seq, due_at } = rows.find(({ follower }) => follower === name) ?? { seq: 0, due_at: 0 };
    return seq < newest[followers[name]!.source] && due_at <= now;
  });
}

/** A new follower begins with the oldest event that is kept. */
async function begin(context: Context, name: string, { source }: Follower) {
  const now = context.clock();
  await context.db
    .insertInto("event_cursors")
    .values({ follower: name, source, seq: 0, failures: 0, fault: null, due_at: 0, tried_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The logs that can be followed. Both take their numbers under a lock, so that no lower number appears later. */
const sources = {
  events: { newest: newestEvent, after: eventsAfter },
  consent: { newest: async (context: Context) => (await consentHead(context)).events, after: consentAfter },
};

async function consentAfter({ db }: Context, seq: number, limit: number): Promise<DomainEvent<ConsentKind>[]> {
  const rows = await db
    .selectFrom("consent_events")
    .select(["seq", "kind", "subscriber_id as subject", "at"])
    .where("seq", ">", seq)
    .orderBy("seq")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as ConsentKind, by: null }));
}

/** After a batch has failed, events are applied one by one, up to the one that fails. */
async function catchUp(context: Context, followers: Followers, name: string, lock: Lock): Promise<number> {
  let limit = batch;
  const began = performance.now();
  const isLong = () => followers[name]!.unhurried === true && performance.now() - began > moment;
  for (let passed = 0; ;) {
    try {
      const { count, isDone } = await step(context, followers, { names: [name], limit, lock });
      passed += count;
      if (isDone || passed >= eventsPerCall || isLong()) return passed;
    } catch (error) {
      // An outage of the database is nobody's failure, and ends by itself.
      if (databaseOutage(error)) return passed;
      if (limit === 1) {
        await noteFailure(context, name, followers[name]!, error);
        return passed;
      }
      limit = 1;
    }
  }
}

/** Whether to wait for a cursor that another process holds, or to skip it. */
type Lock = "wait" | "pass";

/**
 * Applies the next events for followers of one log and moves their cursors, in one transaction. It need not wait for
 * the disk: a power cut undoes effect and cursor together.
 * @returns how many events were passed, and whether that was all
 */
function step(context: Context, followers: Followers, { names, limit, lock }: Step): Promise<Stepped> {
  return inQuickTransaction(context, async (context) => {
    const cursors = await dueCursors(context, followers, names, lock);
    if (cursors.length === 0) return nothing;
    const { source } = followers[names[0]!]!;
    const from = Math.min(...cursors.map(({ seq }) => seq));
    const all: DomainEvent<string>[] = await sources[source].after(context, from, rowsRead);
    const events = untilFollowed(all, weighing(followers, names, limit), limit);
    const last = events.at(-1)?.seq;
    if (last === undefined) return nothing;
    const behind = cursors.filter(({ seq }) => seq < last);
    for (const { follower, seq } of behind) {
      const { kinds, apply } = followers[follower]!;
      const theirs = events.filter((event) => event.seq > seq && (kinds as readonly string[]).includes(event.kind));
      if (theirs.length > 0) await apply(context, theirs as never);
    }
    await moveCursors(context, behind, last);
    return { count: events.length, isDone: events.length === all.length && all.length < rowsRead };
  });
}

type Stepped = { count: number; isDone: boolean };
const nothing: Stepped = { count: 0, isDone: true };

/** Returns the weight of an event for those who follow it; 0 for one that none of them does. */
function weighing(followers: Followers, names: string[], limit: number): (event: DomainEvent<string>) => number {
  const all = names.map((name) => followers[name]!);
  return (event) => {
    const theirs = all.filter(({ kinds }) => (kinds as readonly string[]).includes(event.kind));
    // One by one, each counts whole.
    return Math.max(0, ...theirs.map(({ weigh }) => (limit === 1 ? 1 : (weigh?.(event) ?? 1))));
  };
}

/** The first events, up to and including the one with which they weigh `limit`. */
function untilFollowed(
  events: DomainEvent<string>[],
  weightOf: (event: DomainEvent<string>) => number,
  limit: number,
): DomainEvent<string>[] {
  let weight = 0;
  const end = events.findIndex((event) => {
    const own = weightOf(event);
    weight += own;
    return own > 0 && weight >= limit;
  });
  return end === -1 ? events : events.slice(0, end + 1);
}

/** `names`: followers of one log. */
type Step = { names: string[]; limit: number; lock: Lock };

/** Locks cursors, in the order of their names so that two processes cannot deadlock. Those that rest are left out. */
async function dueCursors(context: Context, followers: Followers, names: string[], lock: Lock) {
  let taken = await takeCursors(context, names, lock);
  if (lock === "wait" && taken.length < names.length) {
    for (const name of names) await begin(context, name, followers[name]!);
    taken = await takeCursors(context, names, lock);
  }
  const now = context.clock();
  return taken.filter(({ due_at }) => due_at <= now);
}

function takeCursors({ db }: Context, names: string[], lock: Lock) {
  const query = db
    .selectFrom("event_cursors")
    .select(["follower", "seq", "failures", "due_at"])
    .where("follower", "in", names)
    .orderBy("follower");
  return (lock === "wait" ? forChange(db, query) : skipLocked(db, query, "event_cursors")).execute();
}

type Cursor = Awaited<ReturnType<typeof takeCursors>>[number];

async function moveCursors(context: Context, cursors: Cursor[], seq: number): Promise<void> {
  const names = cursors.map(({ follower }) => follower);
  await context.db
    .updateTable("event_cursors")
    .set({ seq, failures: 0, fault: null, due_at: 0, tried_at: context.clock() })
    .where("follower", "in", names)
    .execute();
  for (const { follower, failures } of cursors)
    if (failures >= failuresUntilStuck) await endNotices(context, ["follower-stuck"], follower);
}

const [second, minute] = [1000, 60_000];

/** One second, doubled with each failure, at most ten minutes. */
function restAfter(failures: number): number {
  return Math.min(second * 2 ** (failures - 1), 10 * minute);
}

/** After this many failures, 15 seconds, people are told. */
const failuresUntilStuck = 5;

async function noteFailure(context: Context, name: string, follower: Follower, error: unknown): Promise<void> {
  await inTransaction(context, async (context) => {
    const [cursor] = await takeCursors(context, [name], "pass");
    // Another process has applied it meanwhile, or is about to.
    if (!cursor || cursor.due_at > context.clock()) return;
    const events: DomainEvent<string>[] = await sources[follower.source].after(context, cursor.seq, rowsRead);
    const event = events.find(({ kind }) => (follower.kinds as readonly string[]).includes(kind));
    if (!event) return;
    const failures = cursor.failures + 1;
    const fault = String(error instanceof Error ? error.message : error).slice(0, 300);
    const now = context.clock();
    await context.db
      .updateTable("event_cursors")
      .set({ failures, fault, due_at: now + restAfter(failures), tried_at: now })
      .where("follower", "=", name)
      .execute();
    const { seq, kind, subject } = event;
    context.log.warn({ error, follower: name, seq, kind, subject, failures }, "a follower failed at an event");
    if (failures < failuresUntilStuck) return;
    const text = `Something stands still: ${follower.meanwhile}. It fails at event ${seq} (${kind}, ${subject}): ${fault.replace(/[.\s]*$/, "")}. All else goes on, and it is tried again by itself, at least every ten minutes.`;
    await addNotice(context, {
      kind: "follower-stuck",
      text,
      link: "/desk",
      key: name,
      facts: { follower: name, seq },
    });
  });
}
