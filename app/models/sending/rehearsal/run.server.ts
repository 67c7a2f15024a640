import { setImmediate as breathe } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { weighedHtml } from "#app/models/clicks/countedCut.server.ts";
import { signReader } from "#app/models/clicks/linkAddresses.server.ts";
import { addressedBy, recipients, type Addressed } from "#app/models/deliveries/recipients.server.ts";
import { answersUrl } from "#app/models/feedback/questions.server.ts";
import { isOpen } from "#app/models/issues/issues.server.ts";
import { renderIssue, unfrozen, type IssueFault, type RenderedIssue } from "#app/models/issues/rendering.server.ts";
import { expectedSeconds } from "#app/models/pacing/forecast.server.ts";
import { everywhere } from "#app/models/pacing/limits.server.ts";
import { rateLimitOf } from "#app/models/pacing/settings.server.ts";
import { passOnUrl } from "#app/models/readers/referrals.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { prepareEdition, type IssueMessageInput } from "#emails/message/issueMessage.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { withAddresses, type Findings, type KeptFindings } from "./findings.server.ts";
import { previousSend, wasBulkForGmail } from "./previousSend.server.ts";
import { sharedMailboxes } from "./sharedMailboxes.server.ts";
import { beginRehearsal, breakOff, finishRehearsal, noteProgress, type RehearsalRun } from "./store.server.ts";
import { openTally, type TalliedReader } from "./tally.server.ts";

/** Milliseconds: the longest stretch without yielding, and the interval of progress reports. */
const slice = 10;
const sayEvery = 1000;
const pageSize = 500;

type Progress = (done: number, audience: number) => void;
type Refusal =
  | { error: "not-found" | "not-set-up" | "already-sent" | "running" }
  /** Faults of the issue itself come first: without a subject, for example, no message can be made. */
  | { error: "faults"; faults: IssueFault[] };
type Begun = { rehearsed: RenderedIssue; run: RehearsalRun };

/**
 * Renders every reader's message without handing one over, and stores the result for the send page.
 * @returns the result; null when another rehearsal replaced it
 */
export async function rehearseReaders(
  context: Context,
  number: number,
  onProgress: Progress = () => {},
): Promise<{ found: Findings | null } | Refusal> {
  const begun = await startRehearsal(context, number);
  return "error" in begun ? begun : { found: await runRehearsal(context, begun, onProgress) };
}

/** The quick first half; `runRehearsal` continues from its result. */
export async function startRehearsal(context: Context, number: number): Promise<Begun | Refusal> {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) return rehearsed;
  const { issue, audience, faults, fingerprint } = rehearsed;
  if (!isOpen(issue)) return { error: "already-sent" };
  if (faults.length > 0) return { error: "faults", faults };
  const run = await beginRehearsal(context, { issueId: issue.id, fingerprint, audience: audience.gets });
  return run ? { rehearsed, run } : { error: "running" };
}

export async function runRehearsal(
  context: Context,
  { rehearsed, run }: Begun,
  onProgress: Progress = () => {},
): Promise<Findings | null> {
  try {
    const tally = await tallyReaders(context, rehearsed, run, onProgress);
    if (!tally) return null;
    const rules = await rateLimitOf(context, everywhere);
    const former = await previousSend(context, rehearsed.issue.list.id);
    const sums = tally.sums();
    const found: KeptFindings = {
      ...sums,
      newToGmail: tally.passesGmailBulk() && !(await wasBulkForGmail(context)),
      former: former && { number: former.number, readers: former.readers },
      seconds: expectedSeconds(sums.readers, rules, former?.perSecond ?? null, context.clock()),
    };
    await finishRehearsal(context, run, found);
    return await withAddresses(context, found);
  } catch (error) {
    await breakOff(context, run).catch(() => {});
    throw error;
  }
}

async function tallyReaders(context: Context, rehearsed: RenderedIssue, run: RehearsalRun, onProgress: Progress) {
  const { issue } = rehearsed;
  const audience = rehearsed.audience.gets;
  const edition = await prepareEdition(asSent(context, rehearsed), context.config.appUrl);
  const addressed = await addressedBy(context, { id: issue.id, listId: issue.list.id });
  const tally = openTally(edition, audience);
  const isTwin = sharedMailboxes(context, addressed);
  const turn = turns();
  let [done, saidAt] = [0, 0];
  for await (const reader of readersOf(context, addressed)) {
    tally.take(reader, inputFor(context, rehearsed, reader));
    if (await isTwin(reader)) tally.isTwin(reader);
    done += 1;
    if (!(await turn())) continue;
    onProgress(done, audience);
    if (performance.now() - saidAt < sayEvery) continue;
    saidAt = performance.now();
    if (!(await noteProgress(context, run, done))) return null;
  }
  return tally;
}

/** With counted links where the list counts them: nobody gets a longer mail. */
function asSent(context: Context, rehearsed: RenderedIssue) {
  const plain = unfrozen(rehearsed);
  return rehearsed.counting.clicks === null ? plain : { ...plain, html: weighedHtml(context, plain) };
}

/** Yields to other work after a long stretch. @returns true when it did */
function turns(): () => Promise<boolean> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < slice) return false;
    await breathe();
    since = performance.now();
    return true;
  };
}

/** The input that the sender would use now (`sender/deliver`). */
function inputFor(
  context: Context,
  { issue, briefing, markerKey, counting }: RenderedIssue,
  reader: TalliedReader,
): IssueMessageInput {
  const leave = leaveUrls(context, reader.id, issue.list.id);
  return {
    reader: { name: reader.name, email: reader.email },
    unsubscribeUrl: leave.page,
    preferencesUrl: leave.preferences,
    shareUrl: passOnUrl(context, reader.id),
    // There is no edition yet: any number makes a link of the same length.
    answersUrl: answersUrl(context, issue.id, reader.id),
    oneClickUrl: leave.oneClick,
    messageId: messageId(markerKey, reader.id, briefing.fromAddress),
    date: new Date(context.clock()),
    ...(counting.clicks !== null && { counted: signReader(context, 0, reader.id) }),
  };
}

/** Yields the recipients in the order of their ids, by pages. */
async function* readersOf(context: Context, addressed: Addressed): AsyncGenerator<TalliedReader> {
  for (let after = 0; ;) {
    const readers = await recipients(context, addressed, "every")
      .select(["subscribers.id", "email", "email_key", "name", "domain"])
      .where("subscriptions.subscriber_id", ">", after)
      .orderBy("subscriptions.subscriber_id")
      .limit(pageSize)
      .execute();
    yield* readers;
    if (readers.length < pageSize) return;
    after = readers.at(-1)!.id;
  }
}
