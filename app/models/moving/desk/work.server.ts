import { setImmediate as turn, setTimeout as rest } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { changeClaimed, claimWork, type Claim } from "#app/models/workClaims.server.ts";
import type { MovedFile } from "../moves.server.ts";
import { wordMovedFile } from "../words.server.ts";
import { siteOfBytes } from "../siteFiles.server.ts";
import { madeByRun, takeBackRun, type PostsTakenBack } from "../takingBack.server.ts";
import { restingStage, runOf, siteMoveById, sitePieces, type MoveFound, type SiteMove } from "./siteMoves.server.ts";

/** Milliseconds: who gave no sign of life for longer is gone, and another process goes on. */
const aliveFor = 60_000;
const signEvery = 1000;
/** While a send is under way, the work rests so long after each file. */
const restWhileSending = 200;
/** Files that a page shows, and characters of the report. */
const shownFiles = 100;
const longestReport = 5_000_000;

type Job = Claim<"looking" | "moving">;

/** Thrown into work that was stopped, or that another process has taken over. */
class Stopped extends Error {}

/**
 * Works on an export that waits for it, without waiting for the end: a sender calls it each second.
 * @param stop aborted when the process ends; another one goes on with the work
 */
export async function workOnSitesSoon(context: Context, stop = new AbortController().signal): Promise<void> {
  if (context.underWay.has("site-moves") || stop.aborted) return;
  const job: Job | null = await claimWork(context, "site_moves", ["looking", "moving"], aliveFor);
  if (!job) return;
  const work = workOn(context, job, stop)
    .catch((error: unknown) => breakOff(context, job, error))
    .finally(() => context.underWay.delete("site-moves"));
  context.underWay.set("site-moves", work);
}

/**
 * Ends work that failed, with a word about it on its page: tried again by itself, it would fail for ever, and nobody would
 * know. Where even that cannot be written, another process tries again after this one's silence.
 */
async function breakOff(context: Context, job: Job, error: unknown): Promise<void> {
  context.log.error({ error, move: job.id }, "a site's import broke off");
  const why = (error instanceof Error ? error.message : String(error)).slice(0, 300).toWellFormed();
  const found: MoveFound = { isDryRun: job.stage === "looking", fault: { error: "broken-off", why } };
  const keep = async () => {
    const stage = job.stage === "looking" ? ("here" as const) : await restingStage(context, job.id);
    const told = { stage, worker: null, now_at: "", undo_by: null, found: JSON.stringify(found) };
    await changeClaimed(context, "site_moves", job, told);
  };
  await keep().catch((error: unknown) =>
    context.log.error({ error, move: job.id }, "that it broke off was not kept either"),
  );
}

async function workOn(context: Context, job: Job, stop: AbortSignal): Promise<void> {
  const move = await siteMoveById(context, job.id);
  if (!move) return;
  try {
    await (move.undoBy === null ? readSite(context, job, move, stop) : takeBack(context, job, move, stop));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    // Another process need not wait for the silence of this one.
    await changeClaimed(context, "site_moves", job, { worker: null });
  }
}

/** @returns what work calls after each file or article: it rests for a send, says that it lives, and throws Stopped */
function openBreath(context: Context, job: Job, stop: AbortSignal) {
  let saidAt = -Infinity;
  return async (progress: { done: number; fetching: string }) => {
    if (stop.aborted) throw new Stopped();
    if ((await sendsUnderWay(context)).length > 0) await rest(restWhileSending);
    if (performance.now() - saidAt < signEvery) return;
    saidAt = performance.now();
    const sign = { done: progress.done, now_at: progress.fetching.slice(0, 300), seen_at: context.clock() };
    if (!(await changeClaimed(context, "site_moves", job, sign))) throw new Stopped();
  };
}

/** Takes back what an import made; killed, another process goes on. */
async function takeBack(context: Context, job: Job, move: SiteMove, stop: AbortSignal): Promise<void> {
  const breathe = openBreath(context, job, stop);
  const run = runOf(move);
  await takeBackRun(context, run, move.undoBy!, async (done) => {
    await breathe({ done, fetching: "" });
    await turn();
  });
  const kept = await madeByRun(context, run);
  // Counted from all that there was: a process before this one may have removed some.
  const undone: PostsTakenBack = { removed: Math.max(0, move.total - kept), kept };
  const stage = await restingStage(context, job.id);
  const over = { stage, worker: null, now_at: "", undo_by: null, undone: JSON.stringify(undone), done: move.total };
  await changeClaimed(context, "site_moves", job, over);
}

async function readSite(context: Context, job: Job, move: SiteMove, stop: AbortSignal): Promise<void> {
  // A sender that moves nothing in need not know how.
  const { moveIn } = await import("../moveIn.server.ts");
  const isDryRun = job.stage === "looking";
  const files: MovedFile[] = [];
  const progress = { done: 0, fetching: "" };
  const breathe = openBreath(context, job, stop);
  const order = { ...move.settings, dryRun: isDryRun, actor: move.actor, run: runOf(move) };
  // Never a file of this machine: one would stay where a killed process left it. The name says nothing but its kind.
  const name = `export${/\.[a-z]{2,8}$/i.exec(move.name)?.[0].toLowerCase() ?? ""}`;
  const site = siteOfBytes(name, await bytesOf(context, move));
  const moved = await moveIn(context, site, order, {
    onFile: (file) => void files.push(file),
    onProgress: (done) => void (progress.done = done),
    onFetch: (address) => void (progress.fetching = address),
    breathe: () => breathe(progress),
  });
  const found: MoveFound =
    "error" in moved ? { isDryRun, fault: moved } : { isDryRun, fault: null, moved, first: firstOf(files) };
  const hasEnded = !isDryRun && !("error" in moved);
  await changeClaimed(context, "site_moves", job, {
    ...{ stage: hasEnded ? "ended" : "error" in moved ? "here" : "looked", worker: null, now_at: "" },
    ...{
      found: JSON.stringify(found),
      report: files.map(wordMovedFile).join("\n").slice(0, longestReport).toWellFormed(),
    },
    ...{ total: files.length, done: files.length, ended_at: hasEnded ? context.clock() : null },
  });
  if (hasEnded) await context.db.deleteFrom("site_move_parts").where("move_id", "=", job.id).execute();
}

/** In one buffer from the first piece on, because twice the file would be twice the memory. */
async function bytesOf(context: Context, { id, size }: SiteMove): Promise<Buffer> {
  const bytes = Buffer.alloc(size);
  let at = 0;
  for await (const piece of sitePieces(context, id)) at += piece.copy(bytes, at);
  return bytes;
}

/** The files that a page shows: first those of which something is to be said. */
function firstOf(files: MovedFile[]): MovedFile[] {
  const [told, others] = [true, false].map((isTold) => files.filter(({ notices }) => notices.length > 0 === isTold));
  return [...told!, ...others!].slice(0, shownFiles);
}
