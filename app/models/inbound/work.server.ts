import { setImmediate as turn, setTimeout as rest } from "node:timers/promises";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { minute } from "#app/models/durations.ts";
import { isAmong } from "#db/bulk.server.ts";
import { skipLocked } from "#db/client.server.ts";
import { actOn } from "./acting.server.ts";
import { settleMessages, type Act, type Kept, type ToldReport, type Understood } from "./settling.server.ts";
import { settleAgain } from "./settlingAgain.server.ts";
import { rulesVersion, understood } from "./understood.server.ts";

/** How a message is understood, by which version of the rules, and what is done about it. */
export type Ways = {
  understand: (context: Context, message: Kept) => Promise<ToldReport[]>;
  version: number;
  act: Act;
};

const ownWays: Ways = { understand: understood, version: rulesVersion, act: actOn };

/** Messages that a process takes for itself at once, and milliseconds after which others take what it left undone. */
const batch = 200;
const batchWhileSending = 20;
const heldFor = 30_000;
/** The most that is understood before it is settled in one transaction: in milliseconds, and in bytes of mail. */
const groupTime = 200;
const groupBytes = 4_000_000;
/** Milliseconds until what made us fail is tried again, and how often it is. */
const waits = [minute, 10 * minute];
/** Milliseconds of rest after each while a send is under way: readers of an issue come first. */
const restWhileSending = 5;

/**
 * Understands what has come in, without waiting for the end: a sender calls it each second. Every process may do so.
 * @param stop aborted when the process ends; another one goes on
 */
export async function workOnInboundSoon(context: Context, stop = new AbortController().signal): Promise<void> {
  if (context.underWay.has("inbound") || stop.aborted || !(await isWaiting(context))) return;
  const work = workOnInbound(context, stop)
    .catch((error: unknown) => context.log.error({ error }, "what came in is not understood now; it is tried again"))
    .finally(() => context.underWay.delete("inbound"));
  context.underWay.set("inbound", work);
}

/**
 * Understands everything that waits, until `stop`.
 * @param ways replaced by a test
 * @returns how many messages were understood, and how many failed
 */
export async function workOnInbound(
  context: Context,
  stop = new AbortController().signal,
  ways = ownWays,
): Promise<{ understood: number; failed: number }> {
  const done = { understood: 0, failed: 0 };
  // A search from the beginning would step over everything that was understood since the database last tidied up.
  let last = 0;
  while (!stop.aborted) {
    const isSending = (await sendsUnderWay(context)).length > 0;
    const most = isSending ? batchWhileSending : batch;
    let claimed = await claim(context, most, last);
    // Those before it may have been let go again.
    if (claimed.length === 0 && last > 0) claimed = await claim(context, most, 0);
    if (claimed.length === 0) break;
    last = claimed.at(-1)!.id;
    while (claimed.length > 0 && !stop.aborted) {
      const group = groupOf(claimed);
      const { taken, failed } = await workOn(context, group, ways, stop);
      claimed.unshift(...group.slice(taken));
      done.understood += taken - failed;
      done.failed += failed;
      if (isSending) await rest(restWhileSending * taken);
    }
    if (claimed.length > 0) await release(context, claimed);
  }
  return done;
}

type Claimed = { id: number; size: number };

/** Takes those from the beginning that the memory has room for together. */
function groupOf(claimed: Claimed[]): Claimed[] {
  let bytes = 0;
  const end = claimed.findIndex(({ size }, i) => (bytes += size) > groupBytes && i > 0);
  return claimed.splice(0, end < 0 ? claimed.length : end);
}

async function isWaiting({ db, clock }: Context): Promise<boolean> {
  const query = db.selectFrom("inbound_messages").select("id").where("state", "=", "new");
  const row = await query
    .where(({ or, eb }) => or([eb("held_until", "is", null), eb("held_until", "<", clock())]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The claim only saves work twice done: a message is settled by the process that locks it first. */
async function claim({ db, clock }: Context, most: number, after: number): Promise<Claimed[]> {
  const now = clock();
  const waiting = db
    .selectFrom("inbound_messages")
    .select("id")
    .where("state", "=", "new")
    .where("id", ">", after)
    .where(({ or, eb }) => or([eb("held_until", "is", null), eb("held_until", "<", now)]))
    .orderBy("id")
    .limit(most);
  const rows = await db
    .updateTable("inbound_messages")
    .set({ held_until: now + heldFor })
    .where("id", "in", skipLocked(db, waiting, "inbound_messages"))
    .returning(["id", "size"])
    .execute();
  return rows.sort((a, b) => a.id - b.id);
}

/** Lets others take at once what this process leaves undone. */
async function release({ db }: Context, claimed: Claimed[]): Promise<void> {
  const ids = claimed.map(({ id }) => id);
  const rows = db
    .updateTable("inbound_messages")
    .set({ held_until: null })
    .where(isAmong(db, "id", ids));
  await rows.where("state", "=", "new").where("failures", "=", 0).execute();
}

/** @returns how many of the first were taken before the time of a group was over, and how many of them failed */
async function workOn(
  context: Context,
  group: Claimed[],
  ways: Ways,
  stop: AbortSignal,
): Promise<{ taken: number; failed: number }> {
  const messages = await messagesById(context, group);
  const ready: Understood[] = [];
  const until = performance.now() + groupTime;
  let [taken, failed] = [0, 0];
  for (const { id } of group) {
    if (taken > 0 && (stop.aborted || performance.now() > until)) break;
    taken += 1;
    const message = messages.get(id);
    if (!message) continue;
    const told = await orFailure(context, id, () => ways.understand(context, message));
    if (told) ready.push({ message, told });
    else failed += 1;
    // Others of this process take their turn.
    await turn();
  }
  return { taken, failed: failed + (await settleAll(context, ready, ways)) };
}

/**
 * Settles messages together; where that fails one by one, so that others do not wait for a bad one. Those that were understood
 * before are compared with that, each by itself.
 * @returns how many failed
 */
async function settleAll(context: Context, ready: Understood[], { version, act }: Ways): Promise<number> {
  const again = ready.filter(({ message }) => message.isAgain);
  let alone = ready.filter(({ message }) => !message.isAgain);
  try {
    await settleMessages(context, alone, version, act);
    alone = [];
  } catch (error) {
    if (databaseOutage(error)) throw error;
  }
  let failed = 0;
  for (const one of [...alone, ...again]) {
    const settle = one.message.isAgain
      ? () => settleAgain(context, one, version, act)
      : () => settleMessages(context, [one], version, act);
    if ((await orFailure(context, one.message.id, settle)) === null) failed += 1;
  }
  return failed;
}

/** @returns null when the work on a message failed, which others must not wait for */
async function orFailure<T>(context: Context, id: number, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (databaseOutage(error)) throw error;
    context.log.error({ error, id }, "a message that came in could not be acted on");
    await noteFailure(context, id);
    return null;
  }
}

async function messagesById({ db }: Context, claimed: Claimed[]): Promise<Map<number, Kept>> {
  const ids = claimed.map(({ id }) => id);
  const rows = await db
    .selectFrom("inbound_messages")
    .select(["id", "door", "provider", "received_at as at", "sent_from as sentFrom", "sent_to", "raw", "rules_version"])
    .where(isAmong(db, "id", ids))
    .where("state", "=", "new")
    .execute();
  return new Map(
    rows.flatMap(({ sent_to, raw, rules_version, ...row }) =>
      raw ? [[row.id, { ...row, sentTo: JSON.parse(sent_to) as string[], raw, isAgain: rules_version !== null }]] : [],
    ),
  );
}

async function noteFailure({ db, clock }: Context, id: number): Promise<void> {
  const row = db.selectFrom("inbound_messages").select("failures").where("id", "=", id);
  const failures = ((await row.executeTakeFirst())?.failures ?? 0) + 1;
  const wait = waits[failures - 1];
  await db
    .updateTable("inbound_messages")
    .set(wait ? { failures, held_until: clock() + wait } : { failures, state: "failed", held_until: null })
    .where("id", "=", id)
    .where("state", "=", "new")
    .execute();
}

/** Messages that are understood again: all, those that no rule decided for certain, or those that a taught rule decided. */
type Again = "all" | "doubtful" | { taughtBy: number; kind: string };

/**
 * Lets what is still kept be understood again, by the rules of now. Reports that stay as they were are not acted on again.
 * @returns how many messages wait for it
 */
export async function understandAgain({ db }: Context, which: Again = "all"): Promise<number> {
  const reports = db.selectFrom("inbound_reports").select("message_id");
  const doubtful = reports.where(({ or, eb }) => or([eb("kind", "=", "unknown"), eb("confidence", "=", "guess")]));
  const { taughtBy, kind } = typeof which === "object" ? which : { taughtBy: 0, kind: "" };
  const byTaught = reports.where("kind", "=", kind).where("rule", "=", `taught-${taughtBy}`);
  const { numUpdatedRows } = await db
    .updateTable("inbound_messages")
    .set({ state: "new", held_until: null, failures: 0 })
    .$if(which === "doubtful", (query) => query.where("id", "in", doubtful))
    .$if(typeof which === "object", (query) => query.where("id", "in", byTaught))
    .where("state", "!=", "new")
    .where("raw", "is not", null)
    // The beginning of what was too large tells nothing for certain, and was never understood.
    .where(({ or, eb }) => or([eb("rules_version", "is not", null), eb("state", "=", "failed")]))
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
