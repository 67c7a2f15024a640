import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { forgetOldRequestMetadata } from "#app/models/consent/record.server.ts";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { tellPublicSend, tellServer } from "#app/models/deliveries/sendNotices.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { uncertainTransactionals } from "#app/models/deliveries/transactional.server.ts";
import { tellNotices } from "#app/models/desk/alerts.server.ts";
import { mailSignInLinks } from "#app/models/desk/signInLinks.server.ts";
import { runDigests } from "#app/models/digests/digests.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { advanceDatabaseVersion, databaseFault, tellDatabase } from "#app/models/instance/homeDatabase.server.ts";
import {
  deregisterProcess,
  goneProcesses,
  keepAlive,
  noSightings,
  shareOf,
  type Sightings,
  type Wait,
} from "#app/models/instance/senderProcesses.server.ts";
import { recoverRateLimits } from "#app/models/pacing/limits.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { forgetOldChanges } from "#app/models/readers/preferences/addressChange.server.ts";
import { watchSignUps } from "#app/models/readers/sign-up/floodAlarm.server.ts";
import { remindUnconfirmed } from "#app/models/readers/sign-up/reminders.server.ts";
import { forgetOldSignUps, processSignUps } from "#app/models/readers/sign-up/requests.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { closeWhenDone, pauseSend } from "#app/models/sending/pauses.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { tellHub } from "#app/models/websub/pings.server.ts";
import { emptyLog } from "#db/client.server.ts";
import { compareSchema } from "#db/migrate.server.ts";
import type { Orders } from "./dueQueue.server.ts";

/** One sender process, as its lanes and its upkeep know it. */
export type Worker = {
  processId: string;
  orders: Orders;
  /** Which editions wait for the pace, when asked. */
  waits: () => Wait[];
  /** What keeps its lanes from working, and from when on sends are paused because of it. */
  trouble: string | null;
  pauseAt: number | null;
  /** The trouble is the database's, not the mail server's. */
  databaseAway: boolean;
  /** Called once a newer version has changed the database under us: nothing new is taken from then on. */
  onOvertaken: (newest: string) => void;
  /** What it has seen of the other senders. */
  sightings: Sightings;
  /** Why nothing may be sent at all. */
  held: string | null;
  /** Since when its mail server has been in trouble; and whether it has taken something since. */
  troubleSince: number | null;
  reached: boolean;
  /** What operators were told last of who writes the messages; null before the first connection. */
  isPublic: boolean | null;
  /** When it last did what is done once an hour. */
  tidiedAt: number;
};

export function newWorker(processId: string, orders: Orders, waits: () => Wait[]): Worker {
  const calm = {
    trouble: null,
    pauseAt: null,
    databaseAway: false,
    troubleSince: null,
    reached: false,
    isPublic: null,
  };
  return {
    processId,
    orders,
    waits,
    ...calm,
    onOvertaken: () => {},
    sightings: noSightings(),
    held: null,
    tidiedAt: 0,
  };
}

const hour = 60 * 60_000;

const busiest = 20;

/**
 * Does what is due each second until `signal`; the first time before it returns, so that lanes begin with rules read.
 */
export async function repeatMaintenance(context: Context, worker: Worker, signal: AbortSignal) {
  let fails = false;
  const once = async () => {
    try {
      await runMaintenance(context, worker);
      if (fails) context.log.info("the sender's upkeep goes on");
      fails = false;
    } catch (error) {
      // A database that is away for an hour is said once.
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
 * Shows that this process lives, settles what processes now gone left behind, gives lanes their orders, closes
 * issues that are done, and starts what goes out by itself.
 */
export async function runMaintenance(context: Context, worker: Worker): Promise<void> {
  const { processId, orders } = worker;
  const { newest } = await compareSchema(context.db);
  if (newest) {
    worker.onOvertaken(newest);
    // It lives on until what it holds is finished.
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
  await pauseInTrouble(context, worker);
  await closeWhenDone(context);
  await followAll(context);
  await tellOperators(context, worker);
  await tidy(context, worker);
  if (orders.issueId !== undefined) return;
  // Somebody waits for the confirmation at a keyboard.
  if (!worker.held && (await processSignUps(context)) > 0) await watchSignUps(context);
  if (!worker.held) await mailSignInLinks(context);
  await runSlots(context);
  await runDigests(context);
  // A database that was copied must not speak in the name of the one it was copied from.
  if (!worker.held) await tellHub(context);
}

/** What a pause, a start or an end has to tell is noted where it happens; here is what lasts, and where all of it is told. */
async function tellOperators(context: Context, worker: Worker) {
  const { held, trouble, databaseAway, pauseAt, orders } = worker;
  const now = context.clock();
  worker.troubleSince = trouble && !databaseAway && !held ? (worker.troubleSince ?? now) : null;
  const since = worker.troubleSince;
  // As long as another sender reaches the server, it is this host's trouble, which its log tells.
  const server = since === null || orders.share.of > 1 ? null : { words: trouble!, since, lasting: pauseAt! <= since };
  await tellServer(context, server, worker.reached);
  await tellDatabase(context, held);
  await tellWhoWrites(context, worker);
  await tellNotices(context, held !== null);
}

async function tellWhoWrites(context: Context, worker: Worker) {
  const isPublic = context.smtp.isPublic();
  if (isPublic === null || isPublic === worker.isPublic) return;
  await tellPublicSend(context, isPublic);
  worker.isPublic = isPublic;
}

/**
 * It looks at every subscription, which takes 0.13 s at a million readers: too long for each second. What is too old goes
 * in pieces, one each second until no more is left.
 */
async function tidy(context: Context, worker: Worker) {
  const now = context.clock();
  if (now < worker.tidiedAt + hour) return;
  if (await retain(context)) return;
  worker.tidiedAt = now;
  await forgetUnconfirmed(context);
  await forgetOldRequestMetadata(context);
  await forgetOldChanges(context);
  await remindUnconfirmed(context);
  await watchSignUps(context);
  await forgetOldSignUps(context);
  // What was forgotten stands in the database's log too, which a quiet site does not write over for days (C-08).
  if (!context.db.isTransaction) await emptyLog(context.db);
}

function reportOf(context: Context, { orders: { pacing }, waits }: Worker) {
  const now = context.clock();
  const destinations = pacing.meter.busiest(now, busiest);
  return { perSecond: pacing.meter.perSecond("*", now), destinations, waits: waits() };
}

async function settleGone(context: Context, { processId, sightings }: Worker) {
  const gone = (await goneProcesses(context, sightings)).filter((id) => id !== processId);
  const uncertain = (await uncertainDeliveries(context, gone)) + (await uncertainTransactionals(context, gone));
  if (uncertain > 0) context.log.warn({ uncertain }, "a sender process is gone; what it had in flight is uncertain");
  for (const id of gone) await deregisterProcess(context, id);
}

/** One host's trouble is not the others': a send goes on as long as any sender can work on it. */
async function pauseInTrouble(context: Context, { trouble, pauseAt, orders }: Worker) {
  if (!trouble || pauseAt === null || context.clock() < pauseAt || orders.share.of > 1) return;
  for (const send of await sendsUnderWay(context)) await pauseSend(context, send, "the sender", trouble);
}
