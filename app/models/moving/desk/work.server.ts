import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as rest } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { sendsUnderWay } from "#app/models/deliveries/sends.server.ts";
import { randomToken } from "#app/models/signedTokens.server.ts";
import type { SiteMovesTable } from "#db/schema/moving.ts";
import type { MovedFile } from "../moves.server.ts";
import { wordMovedFile } from "../words.server.ts";
import { siteAt } from "../siteFiles.server.ts";
import { runOf, siteMoveById, sitePieces, type MoveFound, type SiteMove } from "./siteMoves.server.ts";

/** Milliseconds: who gave no sign of life for longer is gone, and another process goes on. */
const aliveFor = 60_000;
const signEvery = 1000;
/** While a send is under way, the work rests so long after each file. */
const restWhileSending = 200;
/** Files that a page shows, and characters of the report. */
const shownFiles = 100;
const longestReport = 5_000_000;

type Job = { id: number; worker: string; stage: "looking" | "moving" };

/** Thrown into work that was stopped, or that another process has taken over. */
class Stopped extends Error {}

/**
 * Works on an export that waits for it, without waiting for the end: a sender calls it each second.
 * @param stop aborted when the process ends; another one goes on with the work
 */
export async function workOnSitesSoon(context: Context, stop = new AbortController().signal): Promise<void> {
  if (context.underWay.has("site-moves") || stop.aborted) return;
  const job = await claim(context);
  if (!job) return;
  const work = workOn(context, job, stop)
    .catch((error: unknown) => breakOff(context, job, error))
    .finally(() => context.underWay.delete("site-moves"));
  context.underWay.set("site-moves", work);
}

async function claim(context: Context): Promise<Job | null> {
  const [now, worker] = [context.clock(), randomToken()];
  const waiting = context.db
    .selectFrom("site_moves")
    .select("id")
    .where("stage", "in", ["looking", "moving"])
    .where(({ or, eb }) => or([eb("worker", "is", null), eb("seen_at", "<", now - aliveFor)]))
    .orderBy("id")
    .limit(1);
  const row = await waiting.executeTakeFirst();
  if (!row) return null;
  const mine = await context.db
    .updateTable("site_moves")
    .set({ worker, seen_at: now })
    .where("id", "=", row.id)
    .where("stage", "in", ["looking", "moving"])
    .where(({ or, eb }) => or([eb("worker", "is", null), eb("seen_at", "<", now - aliveFor)]))
    .returning(["id", "stage"])
    .executeTakeFirst();
  return mine ? { id: mine.id, worker, stage: mine.stage as Job["stage"] } : null;
}

/**
 * Ends work that failed, with a word about it on its page: tried again by itself, it would fail for ever, and nobody would
 * know. Where even that cannot be written, another process tries again after this one's silence.
 */
async function breakOff(context: Context, job: Job, error: unknown): Promise<void> {
  context.log.error({ error, move: job.id }, "a site's import broke off");
  const why = (error instanceof Error ? error.message : String(error)).slice(0, 300).toWellFormed();
  const found: MoveFound = { isDryRun: job.stage === "looking", fault: { error: "broken-off", why } };
  const stage = job.stage === "looking" ? "here" : "cancelled";
  await change(context, job, { stage, worker: null, now_at: "", found: JSON.stringify(found) }).catch(
    (error: unknown) => context.log.error({ error, move: job.id }, "that it broke off was not kept either"),
  );
}

async function workOn(context: Context, job: Job, stop: AbortSignal): Promise<void> {
  const move = await siteMoveById(context, job.id);
  if (!move) return;
  const folder = await mkdtemp(join(tmpdir(), "pressrun-site-"));
  try {
    // The name is made here: that of the file says nothing but its kind.
    const path = join(folder, `export${/\.[a-z]{2,8}$/i.exec(move.name)?.[0].toLowerCase() ?? ""}`);
    await pipeline(sitePieces(context, job.id), createWriteStream(path));
    await readSite(context, job, move, path, stop);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    // Another process need not wait for the silence of this one.
    await change(context, job, { worker: null });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readSite(context: Context, job: Job, move: SiteMove, path: string, stop: AbortSignal): Promise<void> {
  // A sender that moves nothing in need not know how.
  const { moveIn } = await import("../moveIn.server.ts");
  const isDryRun = job.stage === "looking";
  const files: MovedFile[] = [];
  const progress = { done: 0, fetching: "", saidAt: -Infinity };
  const breathe = async () => {
    if (stop.aborted) throw new Stopped();
    if ((await sendsUnderWay(context)).length > 0) await rest(restWhileSending);
    if (performance.now() - progress.saidAt < signEvery) return;
    progress.saidAt = performance.now();
    const sign = { done: progress.done, now_at: progress.fetching.slice(0, 300), seen_at: context.clock() };
    if (!(await change(context, job, sign))) throw new Stopped();
  };
  const order = { ...move.settings, dryRun: isDryRun, actor: move.actor, run: runOf(move) };
  // Files around it are the machine's, and none of the site's.
  const site = await siteAt(path, { isAlone: true });
  const moved = await moveIn(context, site, order, {
    onFile: (file) => void files.push(file),
    onProgress: (done) => void (progress.done = done),
    onFetch: (address) => void (progress.fetching = address),
    breathe,
  });
  const found: MoveFound =
    "error" in moved ? { isDryRun, fault: moved } : { isDryRun, fault: null, moved, first: firstOf(files) };
  const hasEnded = !isDryRun && !("error" in moved);
  await change(context, job, {
    ...{ stage: hasEnded ? "ended" : "error" in moved ? "here" : "looked", worker: null, now_at: "" },
    ...{
      found: JSON.stringify(found),
      report: files.map(wordMovedFile).join("\n").slice(0, longestReport).toWellFormed(),
    },
    ...{ total: files.length, done: files.length, ended_at: hasEnded ? context.clock() : null },
  });
  if (hasEnded) await context.db.deleteFrom("site_move_parts").where("move_id", "=", job.id).execute();
}

/** The files that a page shows: first those of which something is to be said. */
function firstOf(files: MovedFile[]): MovedFile[] {
  const [told, others] = [true, false].map((isTold) => files.filter(({ notices }) => notices.length > 0 === isTold));
  return [...told!, ...others!].slice(0, shownFiles);
}

type Changes = Partial<
  Pick<SiteMovesTable, "stage" | "found" | "report" | "total" | "done" | "now_at" | "worker" | "seen_at" | "ended_at">
>;

/** @returns false when the work is not this process's any more, or was stopped */
async function change(context: Context, { id, worker, stage }: Job, changes: Changes): Promise<boolean> {
  const row = await context.db
    .updateTable("site_moves")
    .set(changes)
    .where("id", "=", id)
    .where("worker", "=", worker)
    .where("stage", "=", stage)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}
