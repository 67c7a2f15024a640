import { setImmediate as turn, setTimeout as rest } from "node:timers/promises";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { minute } from "#app/models/durations.ts";
import { skipLocked } from "#db/client.server.ts";
import { settleMessage, type Act, type Kept, type ToldReport } from "./settling.server.ts";
import { actOnFact, rulesVersion, understood } from "./understood.server.ts";

/** How a message is understood, by which version of the rules, and what is done about it. */
export type Ways = {
  understand: (context: Context, message: Kept) => Promise<ToldReport[]>;
  version: number;
  act: Act;
};

const ownWays: Ways = { understand: understood, version: rulesVersion, act: actOnFact };

/** Messages that a process takes for itself at once, and milliseconds after which others take what it left undone. */
const batch = 50;
const heldFor = 20_000;
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
  while (!stop.aborted) {
    const ids = await claim(context);
    if (ids.length === 0) break;
    const pause = (await sendsUnderWay(context)).length > 0 ? restWhileSending : 0;
    for (const id of ids) {
      if (stop.aborted) break;
      done[(await workOn(context, id, ways)) ? "understood" : "failed"] += 1;
      // Others of this process take their turn.
      await (pause > 0 ? rest(pause) : turn());
    }
    if (stop.aborted) await release(context, ids);
  }
  return done;
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
async function claim({ db, clock }: Context): Promise<number[]> {
  const now = clock();
  const waiting = db
    .selectFrom("inbound_messages")
    .select("id")
    .where("state", "=", "new")
    .where(({ or, eb }) => or([eb("held_until", "is", null), eb("held_until", "<", now)]))
    .orderBy("id")
    .limit(batch);
  const rows = await db
    .updateTable("inbound_messages")
    .set({ held_until: now + heldFor })
    .where("id", "in", skipLocked(db, waiting, "inbound_messages"))
    .returning("id")
    .execute();
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** Lets others take at once what this process leaves undone. */
async function release({ db }: Context, ids: number[]): Promise<void> {
  const rows = db.updateTable("inbound_messages").set({ held_until: null }).where("id", "in", ids);
  await rows.where("state", "=", "new").where("failures", "=", 0).execute();
}

/** @returns false when it failed, which others must not wait for */
async function workOn(context: Context, id: number, { understand, version, act }: Ways): Promise<boolean> {
  try {
    const message = await messageById(context, id);
    if (!message) return true;
    await settleMessage(context, message, await understand(context, message), version, act);
    return true;
  } catch (error) {
    if (databaseOutage(error)) throw error;
    context.log.error({ error, id }, "a message that came in could not be acted on");
    await noteFailure(context, id);
    return false;
  }
}

async function messageById({ db }: Context, id: number): Promise<Kept | null> {
  const row = await db
    .selectFrom("inbound_messages")
    .select(["door", "provider", "received_at", "sent_from", "sent_to", "raw", "rules_version"])
    .where("id", "=", id)
    .where("state", "=", "new")
    .executeTakeFirst();
  if (!row?.raw) return null;
  const { door, provider, received_at: at, sent_from: sentFrom, sent_to, raw } = row;
  return {
    id,
    door,
    provider,
    at,
    sentFrom,
    sentTo: JSON.parse(sent_to) as string[],
    raw,
    isAgain: row.rules_version !== null,
  };
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
