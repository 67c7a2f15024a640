import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { runPublications } from "#app/models/articles/scheduled.server.ts";
import { judgeHits } from "#app/models/clicks/judging.server.ts";
import { remindDue } from "#app/models/comments/dueReminders.server.ts";
import { forgetOldRequestMetadata } from "#app/models/consent/record.server.ts";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { tellPublicSend, tellServer } from "#app/models/deliveries/sendNotices.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { uncertainTransactionals } from "#app/models/deliveries/transactional.server.ts";
import { tellNotices } from "#app/models/desk/alerts.server.ts";
import { mailSignInLinks } from "#app/models/desk/signInLinks.server.ts";
import { runDigests } from "#app/models/digests/digests.server.ts";
import { hour } from "#app/models/durations.ts";
import { moveNewSoon } from "#app/models/images/bytes.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { countCohortsSoon } from "#app/models/growth/cohorts.server.ts";
import { workOnPartings } from "#app/models/growth/partings.server.ts";
import { closeQuestions } from "#app/models/feedback/questions.server.ts";
import { walkLedger } from "#app/models/inbound/ledgerWalk.server.ts";
import { testWayBackSoon } from "#app/models/inbound/selfTest.server.ts";
import { workOnInboundSoon } from "#app/models/inbound/work.server.ts";
import { advanceDatabaseVersion, databaseFault, tellDatabase } from "#app/models/instance/homeDatabase.server.ts";
import {
  deregisterProcess,
  goneProcesses,
  keepAlive,
  noChunking,
  noSightings,
  shareOf,
  type Sightings,
  type Wait,
} from "#app/models/instance/senderProcesses.server.ts";
import { forgetSites } from "#app/models/moving/desk/siteMoves.server.ts";
import { workOnSitesSoon } from "#app/models/moving/desk/work.server.ts";
import { recoverRateLimits } from "#app/models/pacing/limits.server.ts";
import { keepNumbers } from "#app/models/numbers/keeping.server.ts";
import { mailDueReports } from "#app/models/numbers/reports.server.ts";
import { checkLinksSoon } from "#app/models/preflight/linkChecking.server.ts";
import { indexNewReaders } from "#app/models/readers/subscribers.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { forgetOldChanges } from "#app/models/readers/preferences/addressChange.server.ts";
import { watchSignUps } from "#app/models/readers/sign-up/floodAlarm.server.ts";
import { remindUnconfirmed } from "#app/models/readers/sign-up/reminders.server.ts";
import { forgetOldSignUps, processSignUps } from "#app/models/readers/sign-up/requests.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { workOnUploadsSoon } from "#app/models/readers/uploads/work.server.ts";
import { closeWhenDone, pauseSend } from "#app/models/sending/pauses.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { runSubjectTests } from "#app/models/sending/subjectTests/decision.server.ts";
import { tellHub } from "#app/models/websub/pings.server.ts";
import { emptyLog } from "#db/client.server.ts";
import { compareSchema } from "#db/migrate.server.ts";
import type { Orders } from "./dueQueue.server.ts";
import type { Lanes } from "./lanes.server.ts";

/** The state of one sender process, shared by its connections and its maintenance. */
export type Worker = {
  processId: string;
  orders: Orders;
  /** Returns the editions that wait for a limit. */
  waits: () => Wait[];
  /** Its connections; absent where a test takes their steps. */
  lanes?: Lanes;
  /** The outage that stops its connections, and the time when sends are paused because of it. */
  trouble: string | null;
  pauseAt: number | null;
  /** True when the outage is the database's, not the mail server's. */
  databaseAway: boolean;
  /** Called once a newer version has migrated the database: nothing new is claimed from then on. */
  onOvertaken: (newest: string) => void;
  /** Its sightings of the other senders. */
  sightings: Sightings;
  /** Why this database may send nothing; null when it may. */
  held: string | null;
  /** The start of the mail server's outage, and whether a message was handed over since. */
  troubleSince: number | null;
  reached: boolean;
  /** The last notice about the writer of messages; null before the first connection. */
  isPublic: boolean | null;
  /** True once the log says that the server has no CHUNKING. */
  saidNoChunking: boolean;
  /** The time of the last hourly work. */
  tidiedAt: number;
  /** Operators that are being told: a process that ended meanwhile would have them told once more. */
  telling: Set<Promise<void>>;
};

export function newWorker(processId: string, orders: Orders, waits: () => Wait[], lanes?: Lanes): Worker {
  const calm = {
    trouble: null,
    pauseAt: null,
    databaseAway: false,
    troubleSince: null,
    reached: false,
    isPublic: null,
    saidNoChunking: false,
  };
  return {
    processId,
    orders,
    waits,
    lanes,
    ...calm,
    onOvertaken: () => {},
    sightings: noSightings(),
    held: null,
    tidiedAt: 0,
    telling: new Set(),
  };
}

const busiest = 20;

/**
 * Runs the maintenance each second until `signal` aborts; the first time before it returns, so that connections start
 * with current limits.
 */
export async function repeatMaintenance(context: Context, worker: Worker, signal: AbortSignal) {
  let fails = false;
  const once = async () => {
    try {
      await runMaintenance(context, worker);
      if (fails) context.log.info("the sender's upkeep goes on");
      fails = false;
    } catch (error) {
      // A database outage of an hour is logged once.
      if (!fails) context.log.error({ error }, "the sender's upkeep failed; trying again each second");
      fails = true;
    }
  };
  const repeat = async () => {
    while (!signal.aborted) {
      await sleep(1000, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await once();
    }
  };
  await once();
  return { ended: repeat() };
}

/**
 * Records that this process lives, resolves the claims of dead ones, refreshes the dispatcher's orders, closes finished
 * sends, and starts due ones.
 */
export async function runMaintenance(context: Context, worker: Worker): Promise<void> {
  const { processId, orders } = worker;
  const { newest } = await compareSchema(context.db);
  if (newest) {
    worker.onOvertaken(newest);
    // It stays registered until its deliveries are finished.
    return keepAlive(context, processId, { trouble: null, report: null, issueId: orders.issueId });
  }
  worker.held = await databaseFault(context);
  if (!worker.held) await advanceDatabaseVersion(context, 10_000);
  await keepAlive(context, processId, {
    trouble: worker.held ?? worker.trouble,
    report: reportOf(context, worker),
    issueId: orders.issueId,
  });
  await settleGone(context, worker);
  orders.share = await shareOf(context, processId, worker.sightings);
  await recoverRateLimits(context);
  await orders.pacing.refresh(context, orders.share.of);
  await worker.lanes?.upkeep();
  await pauseInTrouble(context, worker);
  await goOnWithSends(context, worker);
  await runPublications(context);
  await closeQuestions(context);
  await remindDue(context);
  await followAll(context);
  await tellOperators(context, worker);
  await tidy(context, worker);
  await catchUp(context, orders.stop);
  if (orders.issueId !== undefined) return;
  // A person may be waiting for the confirmation.
  if (!worker.held && (await processSignUps(context)) > 0) await watchSignUps(context);
  if (!worker.held) await mailSignInLinks(context);
  await runSlots(context);
  await runDigests(context);
  // A copied database must not speak for the original.
  if (!worker.held) await tellHub(context);
  if (!worker.held) await checkLinksSoon(context);
  await workOnUploadsSoon(context, orders.stop);
}

async function goOnWithSends(context: Context, { held }: Worker): Promise<void> {
  if (!held) await runSubjectTests(context);
  await closeWhenDone(context);
}

/** Long work that nobody waits for with a page open, a little of it at a time. */
async function catchUp(context: Context, stop: AbortSignal | undefined) {
  await indexNewReaders(context);
  await walkLedger(context);
  await workOnPartings(context);
  await keepNumbers(context);
  await judgeHits(context);
  moveNewSoon(context);
  await workOnSitesSoon(context, stop);
  await workOnInboundSoon(context, stop);
}

/**
 * Pauses, starts and ends add their notices where they happen; this adds lasting conditions, and delivers all notices.
 */
async function tellOperators(context: Context, worker: Worker) {
  const { held, trouble, databaseAway, pauseAt, orders } = worker;
  const now = context.clock();
  worker.troubleSince = trouble && !databaseAway && !held ? (worker.troubleSince ?? now) : null;
  const since = worker.troubleSince;
  // While another sender reaches the server, the outage is this host's, and only its log reports it.
  const server = since === null || orders.share.of > 1 ? null : { words: trouble!, since, lasting: pauseAt! <= since };
  await tellServer(context, server, worker.reached);
  await tellDatabase(context, held);
  await tellWhoWrites(context, worker);
  await tellNow(context, worker);
}

/** Begins to tell operators what is due; `worker.telling` has what is not over. */
export async function tellNow(context: Context, worker: Worker): Promise<void> {
  const { told } = await tellNotices(context, worker.held !== null);
  const over = told.finally(() => worker.telling.delete(over));
  worker.telling.add(over);
}

async function tellWhoWrites(context: Context, worker: Worker) {
  if (context.smtp.lacksChunking() && !worker.saidNoChunking) {
    context.log.warn({ server: context.smtp.server }, noChunking);
    worker.saidNoChunking = true;
  }
  const isPublic = context.smtp.isPublic();
  if (isPublic === null || isPublic === worker.isPublic) return;
  await tellPublicSend(context, isPublic);
  worker.isPublic = isPublic;
}

/**
 * This reads every subscription, which takes 0.13 s at a million readers: too long for each second. Expired rows are
 * deleted in pieces, one each second until none is left.
 */
async function tidy(context: Context, worker: Worker) {
  const now = context.clock();
  if (now < worker.tidiedAt + hour) return;
  if (await retain(context)) return;
  worker.tidiedAt = now;
  await forgetUnconfirmed(context);
  countCohortsSoon(context);
  await forgetSites(context);
  await forgetOldRequestMetadata(context);
  await forgetOldChanges(context);
  await remindUnconfirmed(context);
  if (!worker.held) testWayBackSoon(context);
  await watchSignUps(context);
  await forgetOldSignUps(context);
  // Deleted data remains in SQLite's log, which a quiet site does not overwrite for days (C-08).
  if (!context.db.isTransaction) await emptyLog(context.db);
  if (!worker.held) await mailDueReports(context);
}

function reportOf(context: Context, { orders: { pacing }, waits: waitsNow, lanes }: Worker) {
  const now = context.clock();
  const destinations = pacing.meter.busiest(now, busiest);
  const waits = waitsNow();
  return {
    perSecond: pacing.meter.perSecond("*", now),
    destinations,
    waits,
    work: lanes?.report(waits),
    withoutChunks: context.smtp.lacksChunking(),
  };
}

async function settleGone(context: Context, { processId, sightings }: Worker) {
  const gone = (await goneProcesses(context, sightings)).filter((id) => id !== processId);
  const uncertain = (await uncertainDeliveries(context, gone)) + (await uncertainTransactionals(context, gone));
  if (uncertain > 0) context.log.warn({ uncertain }, "a sender process is gone; what it had in flight is uncertain");
  for (const id of gone) await deregisterProcess(context, id);
}

/** An outage of one host is not the others': a send continues as long as any sender can work on it. */
async function pauseInTrouble(context: Context, { trouble, pauseAt, orders }: Worker) {
  if (!trouble || pauseAt === null || context.clock() < pauseAt || orders.share.of > 1) return;
  for (const send of await sendsUnderWay(context)) await pauseSend(context, send, "the sender", trouble);
}
