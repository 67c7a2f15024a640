import { gzipSync } from "node:zlib";
import type { Context } from "#app/context.server.ts";
import { importReaders, type RowResult } from "#app/models/readers/import/import.server.ts";
import { importAliveFor, ImportStopped } from "#app/models/readers/import/imports.server.ts";
import { reportLines } from "#app/models/readers/import/rowReport.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { listById } from "#app/models/readers/lists.server.ts";
import { changeClaimed, claimWork, type Claim } from "#app/models/workClaims.server.ts";
import { openBreath, withBreath, WorkStopped } from "./breath.server.ts";
import { addPart, forgetRows, uploadPieces } from "./store.server.ts";
import { uploadById, type FirstRows, type Foresight, type UploadedFile } from "./uploads.server.ts";

/** Milliseconds: a process that gave no sign of life for longer is gone, and another one goes on. */
const aliveFor = 20_000;
/** Rows of each outcome that a page shows. */
const shownRows = 100;

/** A stage of an upload that a process works on. */
type Job = Claim<"checking" | "importing">;

/**
 * Works on an upload that waits for it, without waiting for the end: a sender calls it each second.
 * @param stop aborted when the process ends; another one goes on with the work
 */
export async function workOnUploadsSoon(context: Context, stop = new AbortController().signal): Promise<void> {
  if (context.underWay.has("imports") || stop.aborted) return;
  const job: Job | null = await claimWork(context, "uploads", ["checking", "importing"], aliveFor);
  const undone = job ? undefined : await importToUndo(context);
  if (!job && !undone) return;
  const work = (job ? workOn(context, job, stop) : takeBack(context, undone!, stop))
    .catch((error: unknown) => context.log.error({ error, id: job?.id }, "an import broke off; it is tried again"))
    .finally(() => context.underWay.delete("imports"));
  context.underWay.set("imports", work);
}

async function workOn(context: Context, job: Job, stop: AbortSignal): Promise<void> {
  const upload = await uploadById(context, job.id);
  if (!upload) return;
  try {
    await (job.stage === "checking" ? check(context, job, upload, stop) : takeInAll(context, job, upload, stop));
  } catch (error) {
    if (!(error instanceof WorkStopped)) throw error;
    // Another process need not wait for the silence of this one.
    await changeClaimed(context, "uploads", job, { worker: null });
  }
}

/** An import that is to be undone, and that no process undoes. */
function importToUndo(context: Context) {
  return context.db
    .selectFrom("imports")
    .select(["id", "undone_by as actor"])
    .where("state", "=", "undoing")
    .where("seen_at", "<", context.clock() - importAliveFor)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

async function takeBack(
  context: Context,
  { id, actor }: { id: number; actor: string | null },
  stop: AbortSignal,
): Promise<void> {
  const breathe = openBreath(context, () => Promise.resolve(true), stop);
  await undoImport(context, id, actor ?? "the desk", { signal: stop, onProgress: breathe }).catch((error: unknown) => {
    if (!(error instanceof WorkStopped || error instanceof ImportStopped)) throw error;
  });
  // Stopped with its process, another one need not wait for the silence of this one.
  if (stop.aborted)
    await context.db
      .updateTable("imports")
      .set({ seen_at: 0 })
      .where("id", "=", id)
      .where("state", "=", "undoing")
      .execute();
}

/** How long work reads a file, says how far it is, and lets others take their turn. */
function openReading(context: Context, job: Job, upload: UploadedFile, stop: AbortSignal) {
  let done = upload.done;
  const alive = () => changeClaimed(context, "uploads", job, { done, seen_at: context.clock() });
  const breathe = openBreath(context, alive, stop);
  return {
    open: () => withBreath(uploadPieces(context, upload.id, "file"), breathe),
    onProgress: (rows: number) => {
      done = rows;
      return breathe();
    },
  };
}

/** Says what each row would become. */
async function check(context: Context, job: Job, upload: UploadedFile, stop: AbortSignal): Promise<void> {
  await forgetRows(context, upload.id);
  const { open, onProgress } = openReading(context, job, { ...upload, done: 0 }, stop);
  const first: FirstRows = {};
  const keep = async (context: Context, rows: RowResult[], done: number) => {
    await keepRows(context, upload.id, rows, done);
    for (const row of rows) {
      const known = (first[row.reason] ??= []);
      if (known.length < shownRows) known.push(row);
    }
  };
  const order = { ...(await orderOf(context, upload)), dryRun: true };
  const found = await importReaders(context, open, order, { keep, onProgress });
  const foreseen: Foresight =
    "error" in found ? { at: context.clock(), fault: found } : { at: context.clock(), fault: null, ...found, first };
  const rows = "error" in found ? 0 : found.counts.rows;
  const sums = { foreseen: JSON.stringify(foreseen), row_count: rows, done: rows };
  await changeClaimed(context, "uploads", job, { ...sums, stage: "checked", worker: null });
}

/** Goes on with an import that was begun; each row is said to be what it became in the transaction that makes it so. */
async function takeInAll(context: Context, job: Job, upload: UploadedFile, stop: AbortSignal): Promise<void> {
  const { open, onProgress } = openReading(context, job, upload, stop);
  const keep = (context: Context, rows: RowResult[], done: number) => keepRows(context, upload.id, rows, done);
  const order = { ...(await orderOf(context, upload)), resume: upload.importId };
  const found = await importReaders(context, open, order, { keep, onProgress });
  if ("error" in found) context.log.warn({ upload: upload.id, fault: found.error }, "an import did not go on");
  await changeClaimed(context, "uploads", job, { stage: "ended", ended_at: context.clock(), worker: null });
}

async function orderOf(context: Context, { settings, name, actor }: UploadedFile) {
  const { listId, basis, ...reading } = settings;
  const list = await listById(context, listId ?? 0);
  if (!list) throw new Error("an upload is worked on that names no list");
  return { list, basis, file: name, actor, via: "desk" as const, ...reading };
}

/** Keeps what became of some rows, by the number of rows up to the last of them. */
async function keepRows(context: Context, id: number, rows: RowResult[], done: number): Promise<void> {
  await addPart(context, { id, kind: "rows", part: done }, gzipSync(reportLines(rows)));
}
