import { setTimeout as sleep } from "node:timers/promises";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { utc } from "#app/models/dates.server.ts";
import { countDeliveries, nextDueAt, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { senderState, type SenderState } from "#app/models/instance/senderProcesses.server.ts";
import { issueByNumber, type Issue } from "#app/models/issues/issues.server.ts";
import { listRateLimits } from "#app/models/pacing/limits.server.ts";
import { briefBounds } from "#app/models/sending/bounds.server.ts";
import { waitOf } from "#app/models/sending/progress.server.ts";
import { testReport } from "#app/models/sending/subjectTests/report.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { CommandFault } from "./faults.ts";
import { serversOf } from "./issues.ts";
import { describePause } from "./pauses.ts";
import { stopSignal } from "./stop.ts";
import { bar, progressLine } from "./terminal.ts";

/** Opens and closes one connection, so that a wrong address or login is reported before anything changes. */
export async function tryServer(context: Context): Promise<void> {
  try {
    (await context.smtp.open()).close();
  } catch (error) {
    throw new CommandFault(
      `${(error as Error).message}\nNothing was changed. Once this is mended, run the same command again.`,
    );
  }
}

/**
 * Hands an issue over in this process, beside any running sender, until it is closed or the operator stops it.
 * @returns false when it was stopped before the end
 */
export async function handOverToSender(context: Context, issue: Issue): Promise<boolean> {
  const stopping = stopSignal();
  const done = new AbortController();
  const ended = AbortSignal.any([stopping, done.signal]);
  const news = openNews(context);
  const both = [runSender(news.context, ended, issue.id), follow(context, issue, ended, news.come)];
  // When one ends, the other has nothing left to do.
  for (const one of await Promise.allSettled(both.map((one) => one.finally(() => done.abort()))))
    if (one.status === "rejected") throw one.reason;
  const now = (await issueByNumber(context, issue.number))!;
  if (now.status === "sent") return true;
  const { queued } = await countDeliveries(context, issue.editionId);
  console.error(
    now.pause
      ? describePause(now)
      : `Stopped, with nothing in flight. ${countOf(queued, "reader")} ${queued === 1 ? "waits" : "wait"}; to go on: npm run send-issue -- --issue ${issue.number} --wait`,
  );
  return false;
}

/** @returns the context of a sender, and what waits until that has closed a send, for some milliseconds at most */
function openNews(context: Context) {
  let wake = () => {};
  const followAtOnce: Context["followAtOnce"] = async (inside, kinds) => {
    await context.followAtOnce?.(inside, kinds);
    if (kinds.includes("send-finished")) wake();
  };
  const come = (ms: number, signal: AbortSignal) => {
    const woken = new AbortController();
    wake = () => woken.abort();
    return sleep(ms, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => {});
  };
  return { context: { ...context, followAtOnce }, come };
}

/** Milliseconds between two looks; longer where a look takes long, as a list of a million has to be counted. */
const [betweenLooks, timesALook] = [300, 50];

/** Shows the progress until the issue is no longer sending. */
async function follow(
  context: Context,
  issue: Issue,
  ended: AbortSignal,
  newsCome: (ms: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const line = progressLine();
  const startedAt = context.clock();
  let said = "";
  while (!ended.aborted) {
    const began = performance.now();
    const news = await look().catch(waitForDatabase);
    if (news === "over") break;
    if (news && news !== said) {
      line.end();
      console.error(news);
    }
    said = news;
    await newsCome(Math.max(betweenLooks, (performance.now() - began) * timesALook), ended);
  }
  line.end();

  async function look(): Promise<string> {
    const { status } = (await issueByNumber(context, issue.number))!;
    if (status !== "sending") return "over";
    const counts = await countDeliveries(context, issue.editionId);
    const senders = await senderState(context);
    line.show(progress(counts, context.clock() - startedAt, briefBounds(senders.works)));
    return newsOf(context, issue, counts, senders);
  }
}

/** @throws an error that is no database outage */
function waitForDatabase(error: unknown): string {
  if (!databaseOutage(error)) throw error;
  return "The database does not answer. Waiting for it.";
}

function progress({ total, queued, sending, accepted }: Counts, ms: number, bound: string): string {
  const settled = total - queued - sending;
  const perSecond = Math.round(accepted / Math.max(1, ms / 1000));
  return `  ${bar(settled, total)}   ${settled} of ${total}   ${perSecond}/s   ${bound ? `${bound}   ` : ""}Ctrl-C stops cleanly`;
}

/** Describes the present obstacle, in a text that stays the same while it lasts; empty without one. */
async function newsOf(context: Context, issue: Issue, counts: Counts, senders: SenderState): Promise<string> {
  if (senders.trouble) return `${senders.trouble} Trying again.`;
  if (counts.sending > 0) return "";
  const wait = waitOf(senders, issue.editionId!, await listRateLimits(context), context.clock(), "UTC");
  if (wait) return wait;
  const test = await testReport(context, issue, "UTC");
  if (test && test.waiting > 0 && counts.queued - counts.deferred <= test.waiting) return test.said.join(" ");
  if (counts.queued === 0 || counts.queued > counts.deferred) return "";
  const due = await nextDueAt(context, issue.editionId!);
  if (due === null || due <= context.clock()) return "";
  return `Only ${countOf(counts.deferred, "reader")} ${counts.deferred === 1 ? "is" : "are"} left, put off by ${serversOf(counts.deferred)}; the next try is at ${utc(due)}. Waiting.`;
}
