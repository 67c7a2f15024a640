import { sql } from "kysely";
import { setImmediate as turn, setTimeout as rest } from "node:timers/promises";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { actOn } from "./acting.server.ts";
import {
  attemptAt,
  claim,
  claimBegun,
  isLastAttempt,
  isWaiting,
  leaveMessage,
  messagesById,
  mostBeginnings,
  noteFailure,
  release,
  uncount,
  type Claimed,
  type ClaimedAgain,
} from "./claiming.server.ts";
import { noReferences } from "./reports.ts";
import { settleMessages, type Act, type Kept, type ToldReport, type Understood } from "./settling.server.ts";
import { settleAgain } from "./settlingAgain.server.ts";
import { rulesVersion, understood } from "./understood.server.ts";
import { aReport } from "./understanding/reporting.server.ts";

/** How a message is understood, by which version of the rules, and what is done about it. */
export type Ways = {
  understand: (context: Context, message: Kept) => Promise<ToldReport[]>;
  version: number;
  act: Act;
};

const ownWays: Ways = { understand: understood, version: rulesVersion, act: actOn };

/** Messages that a process takes for itself at once. */
const batch = 200;
const batchWhileSending = 20;
/** The most that is understood before it is settled in one transaction: in milliseconds, and in bytes of mail. */
const groupTime = 200;
const groupBytes = 4_000_000;
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
    if (claimed.length === 0) {
      last = 0;
      const begun = await workOnBegun(context, ways);
      if (!begun) break;
      done[begun] += 1;
      continue;
    }
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

/** Takes those from the beginning that the memory has room for together. */
function groupOf(claimed: Claimed[]): Claimed[] {
  let bytes = 0;
  const end = claimed.findIndex(({ size }, i) => (bytes += size) > groupBytes && i > 0);
  return claimed.splice(0, end < 0 ? claimed.length : end);
}

/**
 * Works on one message that was begun before and not ended. One that ends process after process is kept without being read.
 * @returns null when there is none
 */
async function workOnBegun(context: Context, ways: Ways): Promise<"understood" | "failed" | null> {
  const claimed = await claimBegun(context);
  if (!claimed) return null;
  try {
    return await workOnOne(context, claimed, ways);
  } catch (error) {
    // The database was away, which is no fault of the message.
    await uncount(context, claimed).catch(() => {});
    throw error;
  }
}

async function workOnOne(context: Context, claimed: ClaimedAgain, ways: Ways): Promise<"understood" | "failed"> {
  const { id, attempts } = claimed;
  const message = (await messagesById(context, [claimed])).get(id);
  const attempt = attemptAt(claimed);
  if (!message || attempt === "leave") {
    await leaveMessage(context, id);
    return "failed";
  }
  if (attempt === "set aside") {
    context.log.error(
      { id },
      "a message that came in ended the process that read it, again and again; it is set aside",
    );
    await setAside(context, message, ways);
    return "failed";
  }
  const told = await orFailure(context, id, () => ways.understand(context, message), attempts);
  const failed = told ? await settleAll(context, [{ message, told }], ways, attempts) : 1;
  if (failed > 0 && isLastAttempt(claimed)) await setAside(context, message, ways);
  return failed > 0 ? "failed" : "understood";
}

/** Keeps a message without a look into it, as one that nobody understood; what it told before stays. */
async function setAside(context: Context, message: Kept, { version, act }: Ways): Promise<void> {
  if (message.isAgain) return leaveMessage(context, message.id);
  const { sentTo, at } = message;
  const references = { ...noReferences, sentTo };
  const report = aReport({ kind: "unknown", rule: "not-read", confidence: "guess", evidence: [], references });
  try {
    await settleMessages(context, [{ message: { ...message, isUnread: true }, told: [{ at, report }] }], version, act);
  } catch (error) {
    if (databaseOutage(error)) throw error;
    context.log.error({ error, id: message.id }, "a message that came in could not be set aside");
    await leaveMessage(context, message.id);
  }
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
async function settleAll(context: Context, ready: Understood[], { version, act }: Ways, attempts = 0): Promise<number> {
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
    if ((await orFailure(context, one.message.id, settle, attempts)) === null) failed += 1;
  }
  return failed;
}

/** @returns null when the work on a message failed, which others must not wait for; it is noted then */
async function orFailure<T>(context: Context, id: number, work: () => Promise<T>, attempts = 0): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (databaseOutage(error)) throw error;
    context.log.error({ error, id }, "a message that came in could not be acted on");
    await noteFailure(context, id, attempts);
    return null;
  }
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
    .set((eb) => ({
      state: "new" as const,
      // One that failed is tried once, alone: it may be what ended a process.
      held_until: eb.case().when("state", "=", "failed").then(eb.lit(0)).else(eb.lit(null)).end(),
      failures: eb
        .case()
        .when("state", "=", "failed")
        .then(sql.lit<number>(mostBeginnings - 1))
        .else(eb.lit(0))
        .end(),
    }))
    // A rule that is taught is no reason to try those again.
    .$if(which === "doubtful", (query) => query.where("id", "in", doubtful).where("state", "!=", "failed"))
    .$if(typeof which === "object", (query) => query.where("id", "in", byTaught))
    .where("state", "!=", "new")
    .where("raw", "is not", null)
    // The beginning of what was too large tells nothing for certain, and was never understood.
    .where(({ or, eb }) => or([eb("rules_version", "is not", null), eb("state", "=", "failed")]))
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
