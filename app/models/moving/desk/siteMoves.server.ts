import type { Selectable, Updateable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { day } from "#app/models/durations.ts";
import { countOf } from "#app/models/fields.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { SiteMovesTable } from "#db/schema/moving.ts";
import type { SiteMoveFault } from "../moveIn.server.ts";
import type { Became, Moved, MovedFile, MoveOrder } from "../moves.server.ts";
import { madeByRun, type PostsTakenBack } from "../takingBack.server.ts";

/** An operator's orders about an export, without those of the moment. */
export type MoveSettings = Pick<MoveOrder, "source" | "site" | "as" | "list" | "publish" | "update">;

/** The orders about a file of which nobody has said anything. */
export const asItIs: MoveSettings = { source: null, site: "", as: null, list: null, publish: false, update: false };

/** Work that ended in its middle; `why` in the machine's words. */
type BrokenOff = { error: "broken-off"; why: string };

/** The sums of a look or a move, and the first files that have something to be said of; or why there are none. */
export type MoveFound = { isDryRun: boolean } & (
  { fault: SiteMoveFault | BrokenOff } | { fault: null; moved: Moved; first: MovedFile[] }
);

/** An export at the desk. Times in milliseconds, `size` in bytes; `total`: files, 0 while nobody knows. */
export type SiteMove = {
  id: number;
  actor: string;
  name: string;
  size: number;
  stage: SiteMovesTable["stage"];
  settings: MoveSettings;
  found: MoveFound | null;
  hasReport: boolean;
  total: number;
  done: number;
  fetching: string;
  at: number;
  endedAt: number | null;
  /** The editor for whom a sender takes it back, in the stage `moving`; null otherwise. */
  undoBy: string | null;
  /** The sums of its last taking back. */
  undone: PostsTakenBack | null;
};

/** The largest file that the desk takes, in bytes; the script takes larger ones. */
export const largestSite = 50_000_000;
/** The time, in milliseconds, in which an import can be taken back at the desk; its report is kept as long. */
const siteUndoableFor = 30 * day;
/** A file waits so long for somebody to import it. */
const siteKeptFor = 7 * day;
/** Files that wait; more would fill the database. */
const mostWaiting = 5;
const partBytes = 1 << 20;

/** Why a file is not kept. `most`: megabytes, or files. */
export type SiteUploadFault = { error: "no-file" } | { error: "too-large-file" | "too-many-files"; most: number };

/**
 * Keeps a file in the database as it comes, a mebibyte at a time. A file that is too large is read to its end, so that its
 * sender hears why. Nobody looks at it before `lookAgain`.
 * @returns its id; a file that breaks off leaves nothing
 */
export async function receiveSite(
  context: Context,
  { name, actor }: { name: string; actor: string },
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ id: number } | SiteUploadFault> {
  const id = (await countWaiting(context)) < mostWaiting ? await beginMove(context, name, actor) : null;
  try {
    const size = await keepPieces(context, id, bytes);
    if (id === null) return { error: "too-many-files", most: mostWaiting };
    if (size > 0 && size <= largestSite) {
      await context.db.updateTable("site_moves").set({ size }).where("id", "=", id).execute();
      await logAction(context, actor, "upload", `an export of a site, ${countOf(size, "byte")}`);
      return { id };
    }
    await deleteMove(context, id);
    return size === 0 ? { error: "no-file" } : { error: "too-large-file", most: largestSite / 1_000_000 };
  } catch (error) {
    if (id !== null) await deleteMove(context, id);
    throw error;
  }
}

async function countWaiting(context: Context): Promise<number> {
  const { waiting } = await context.db
    .selectFrom("site_moves")
    .select(({ fn }) => fn.countAll<number>().as("waiting"))
    .where("stage", "!=", "ended")
    .executeTakeFirstOrThrow();
  return Number(waiting);
}

/** Its size is 0 until all of it is here. */
async function beginMove(context: Context, name: string, actor: string): Promise<number> {
  const { id } = await context.db
    .insertInto("site_moves")
    .values({
      ...{ actor, name: tidyLine(name, 200) || "file", size: 0, stage: "here" },
      ...{ settings: JSON.stringify(asItIs), found: null, report: null, total: 0, done: 0, now_at: "" },
      ...{ worker: null, seen_at: null, at: context.clock(), ended_at: null, undo_by: null, undone: null },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** @param id null for a file that is not kept. @returns bytes */
async function keepPieces(context: Context, id: number | null, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let held: Uint8Array[] = [];
  let [heldBytes, size, part] = [0, 0, 0];
  const keep = async () => {
    if (id === null || heldBytes === 0 || size > largestSite) return;
    await context.db
      .insertInto("site_move_parts")
      .values({ move_id: id, part, bytes: Buffer.concat(held) })
      .execute();
    [held, heldBytes, part] = [[], 0, part + 1];
  };
  for await (const chunk of bytes) {
    size += chunk.length;
    if (id === null || size > largestSite) continue;
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes >= partBytes) await keep();
  }
  await keep();
  return size;
}

async function deleteMove(context: Context, id: number): Promise<void> {
  await context.db.deleteFrom("site_moves").where("id", "=", id).execute();
}

/** Names an import, in the rows of what it made. */
export function runOf({ id, at }: Pick<SiteMove, "id" | "at">): string {
  return `desk-${at}-${id}`;
}

/** Removes files that nobody imported in a week, and reports of imports that are not taken back any more (C-10). */
export async function forgetSites({ db, clock }: Context): Promise<void> {
  await db
    .deleteFrom("site_moves")
    .where("stage", "in", ["here", "looked"])
    .where("at", "<", clock() - siteKeptFor)
    .execute();
  await db
    .deleteFrom("site_moves")
    .where("stage", "in", ["cancelled", "ended"])
    .where("at", "<", clock() - siteUndoableFor)
    .execute();
}

/** Yields the pieces of a file in their order, one in memory at a time. */
export async function* sitePieces(context: Context, id: number): AsyncGenerator<Buffer> {
  for (let part = 0; ; part += 1) {
    const row = await context.db
      .selectFrom("site_move_parts")
      .select("bytes")
      .where("move_id", "=", id)
      .where("part", "=", part)
      .executeTakeFirst();
    if (!row) return;
    yield row.bytes;
  }
}

const columns = [
  ...(["id", "actor", "name", "size", "stage", "settings", "found", "total", "done", "now_at"] as const),
  ...(["worker", "seen_at", "at", "ended_at", "undo_by", "undone"] as const),
];

export async function siteMoveById(context: Context, id: number): Promise<SiteMove | undefined> {
  const row = await context.db
    .selectFrom("site_moves")
    .select(columns)
    .select(({ eb }) => eb("report", "is not", null).as("has_report"))
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toMove(row, Boolean(row.has_report));
}

/** Lists what was brought, newest first. */
export async function listSiteMoves(context: Context, limit = 50): Promise<SiteMove[]> {
  const rows = await context.db.selectFrom("site_moves").select(columns).orderBy("id", "desc").limit(limit).execute();
  return rows.map((row) => toMove(row, false));
}

function toMove(row: Omit<Selectable<SiteMovesTable>, "report">, hasReport: boolean): SiteMove {
  return {
    ...{ id: row.id, actor: row.actor, name: row.name, size: row.size, stage: row.stage, total: row.total },
    settings: JSON.parse(row.settings) as MoveSettings,
    found: row.found === null ? null : (JSON.parse(row.found) as MoveFound),
    ...{ hasReport, done: row.done, fetching: row.now_at, at: row.at, endedAt: row.ended_at },
    undoBy: row.undo_by,
    undone: row.undone === null ? null : (JSON.parse(row.undone) as PostsTakenBack),
  };
}

/** Returns what became of each file, in sentences; null while nobody has looked. */
export async function siteMoveReport(context: Context, id: number): Promise<string | null> {
  const row = await context.db.selectFrom("site_moves").select("report").where("id", "=", id).executeTakeFirst();
  return row?.report ?? null;
}

/** True while a sender works on it. */
export function isWorkedOnSite({ stage }: Pick<SiteMove, "stage">): boolean {
  return stage === "looking" || stage === "moving";
}

/** Has a sender look again, by other settings. @returns false where that is not to be done now */
export function lookAgain(context: Context, id: number, settings: MoveSettings): Promise<boolean> {
  const order = { stage: "looking" as const, settings: JSON.stringify(settings), done: 0, worker: null, undone: null };
  return changeMove(context, id, ["here", "looked", "cancelled"], order);
}

/** Keeps how a file is to be read, before anybody looks at it. */
export function keepSettings(context: Context, id: number, settings: MoveSettings): Promise<boolean> {
  return changeMove(context, id, ["here"], { settings: JSON.stringify(settings) });
}

/** Has a sender move it in, as it was looked at, or go on with that. @returns false where that is not to be done now */
export async function startMove(context: Context, id: number, actor: string): Promise<boolean> {
  const started = await changeMove(context, id, ["looked", "cancelled"], {
    ...{ stage: "moving", done: 0, worker: null, undo_by: null, undone: null },
  });
  if (started) await logAction(context, actor, "site-import-started", `site import ${id}`);
  return started;
}

/** Has a sender take back what it made. @returns false where that is not to be done now */
export async function askTakingBack(context: Context, id: number, actor: string): Promise<boolean> {
  const move = await siteMoveById(context, id);
  if (!move) return false;
  const total = await madeByRun(context, runOf(move));
  const order = { stage: "moving" as const, undo_by: actor, undone: null, total, done: 0, worker: null };
  return changeMove(context, id, ["ended", "cancelled"], order);
}

/** Where a file stands once nobody works on it any more: it goes on only while it is kept. */
export async function restingStage({ db }: Context, id: number): Promise<"ended" | "cancelled"> {
  const part = await db.selectFrom("site_move_parts").select("part").where("move_id", "=", id).limit(1).execute();
  return part.length > 0 ? "cancelled" : "ended";
}

/** Ends what is being done: what has moved in, or was taken back, stays so. @returns false where nothing was */
export async function stopMove(context: Context, id: number, actor: string): Promise<boolean> {
  const stage = await restingStage(context, id);
  const stopped =
    (await changeMove(context, id, ["looking"], { stage: "here", worker: null })) ||
    (await changeMove(context, id, ["moving"], { stage, worker: null, undo_by: null }));
  if (stopped) await logAction(context, actor, "site-import-cancelled", `site import ${id}`);
  return stopped;
}

/** Removes a file that nobody works on, with what was said of it; articles stay. @returns false for no such file */
export async function removeMove(context: Context, id: number, actor: string): Promise<boolean> {
  const row = await context.db
    .deleteFrom("site_moves")
    .where("id", "=", id)
    .where("stage", "not in", ["looking", "moving"])
    .returning("id")
    .executeTakeFirst();
  if (row) await logAction(context, actor, "upload-removed", `site import ${id}`);
  return row !== undefined;
}

type Change = Pick<
  Updateable<SiteMovesTable>,
  "stage" | "settings" | "total" | "done" | "worker" | "undo_by" | "undone"
>;

async function changeMove(
  context: Context,
  id: number,
  from: SiteMovesTable["stage"][],
  changes: Change,
): Promise<boolean> {
  const row = await context.db
    .updateTable("site_moves")
    .set(changes)
    .where("id", "=", id)
    .where("stage", "in", from)
    // A file that has not come whole waits.
    .where("size", ">", 0)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** The counts of a move in the order of the words for them. */
export function countsOf({ counts }: Moved): [Became, number][] {
  return Object.entries(counts) as [Became, number][];
}
