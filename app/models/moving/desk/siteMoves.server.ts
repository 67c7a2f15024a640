import type { Selectable } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { SiteMovesTable } from "#db/schema/moving.ts";
import type { SiteMoveFault } from "../moveIn.server.ts";
import type { Became, Moved, MovedFile, MoveOrder } from "../moves.server.ts";

/** An operator's orders about an export, without those of the moment. */
export type MoveSettings = Pick<MoveOrder, "source" | "site" | "as" | "list" | "publish" | "update">;

/** The sums of a look or a move, and the first files that have something to be said of; or why there are none. */
export type MoveFound = { isDryRun: boolean } & (
  { fault: SiteMoveFault } | { fault: null; moved: Moved; first: MovedFile[] }
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
};

/** The largest file that the desk takes, in bytes; the script takes larger ones. */
export const largestSite = 50_000_000;
/** Files that wait; more would fill the database. */
const mostWaiting = 5;
const partBytes = 1 << 20;

/** Why a file is not kept. `most`: megabytes, or files. */
export type SiteUploadFault = { error: "no-file" } | { error: "too-large-file" | "too-many-files"; most: number };

/** Keeps a file in pieces, and has a sender look what it would become. @returns its id */
export async function bringSite(
  context: Context,
  file: { name: string; bytes: Buffer },
  settings: MoveSettings,
  actor: string,
): Promise<{ id: number } | SiteUploadFault> {
  if (file.bytes.length === 0) return { error: "no-file" };
  if (file.bytes.length > largestSite) return { error: "too-large-file", most: largestSite / 1_000_000 };
  return inTransaction(context, async (context) => {
    const { waiting } = await context.db
      .selectFrom("site_moves")
      .select(({ fn }) => fn.countAll<number>().as("waiting"))
      .where("stage", "!=", "ended")
      .executeTakeFirstOrThrow();
    if (Number(waiting) >= mostWaiting) return { error: "too-many-files", most: mostWaiting };
    const { id } = await context.db
      .insertInto("site_moves")
      .values({
        ...{ actor, name: tidyLine(file.name, 200) || "file", size: file.bytes.length, stage: "looking" },
        ...{ settings: JSON.stringify(settings), found: null, report: null, total: 0, done: 0, now_at: "" },
        ...{ worker: null, seen_at: null, at: context.clock(), ended_at: null },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    for (let part = 0; part * partBytes < file.bytes.length; part += 1) {
      const bytes = file.bytes.subarray(part * partBytes, (part + 1) * partBytes);
      await context.db.insertInto("site_move_parts").values({ move_id: id, part, bytes }).execute();
    }
    await logAction(context, actor, "upload", `an export of a site, ${countOf(file.bytes.length, "byte")}`);
    return { id };
  });
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
  ...(["worker", "seen_at", "at", "ended_at"] as const),
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
  const order = { stage: "looking" as const, settings: JSON.stringify(settings), done: 0, worker: null };
  return changeMove(context, id, ["here", "looked", "cancelled"], order);
}

/** Has a sender move it in, as it was looked at, or go on with that. @returns false where that is not to be done now */
export async function startMove(context: Context, id: number, actor: string): Promise<boolean> {
  const started = await changeMove(context, id, ["looked", "cancelled"], { stage: "moving", done: 0, worker: null });
  if (started) await logAction(context, actor, "site-import-started", `site import ${id}`);
  return started;
}

/** Ends what is being done: what has moved in stays. @returns false where nothing was */
export async function stopMove(context: Context, id: number, actor: string): Promise<boolean> {
  const stopped =
    (await changeMove(context, id, ["looking"], { stage: "here", worker: null })) ||
    (await changeMove(context, id, ["moving"], { stage: "cancelled", worker: null }));
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

type Change = Partial<Pick<SiteMovesTable, "stage" | "settings" | "done" | "worker">>;

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
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** The counts of a move in the order of the words for them. */
export function countsOf({ counts }: Moved): [Became, number][] {
  return Object.entries(counts) as [Became, number][];
}
