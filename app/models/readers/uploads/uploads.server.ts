import type { NamingFault } from "#app/models/readers/import/namedDetails.server.ts";
import type { Selectable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { settingsOf, type ImportSettings } from "#app/models/readers/import/importSettings.server.ts";
import type { ImportFault } from "#app/models/readers/import/inspection.server.ts";
import type { RowResult } from "#app/models/readers/import/import.server.ts";
import type { ReadTable } from "#app/models/readers/import/readTables.server.ts";
import type { ImportCounts, ResumeFault } from "#app/models/readers/import/imports.server.ts";
import type { UploadsTable } from "#db/schema/uploads.ts";
import type { FileLook } from "./look.server.ts";

/** An operator's orders about a file; without list or basis nothing is imported (C-11). */
export type UploadSettings = ImportSettings & { listId: number | null; basis: string };

/** The first rows of each outcome. */
export type FirstRows = Partial<Record<RowResult["reason"], RowResult[]>>;

/** The findings of a check. `at`: when; who starts the import names it, so that nobody starts another one. */
export type Foresight = { at: number } & (
  | { fault: ImportFault | ResumeFault | NamingFault }
  | { fault: null; counts: ImportCounts; tables: ReadTable[]; leftOut: string[]; first: FirstRows }
);

/** The tags of all tables of a file, the most frequent first, with how many rows have each. */
export function countedTags(tables: ReadTable[]): { tag: string; rows: number }[] {
  const counts = new Map<string, number>();
  for (const { tags } of tables) for (const { tag, rows } of tags) counts.set(tag, (counts.get(tag) ?? 0) + rows);
  return [...counts].map(([tag, rows]) => ({ tag, rows })).sort((a, b) => b.rows - a.rows);
}

/** A list of readers that was brought to the desk. Times in milliseconds, `size` in bytes. */
export type UploadedFile = {
  id: number;
  actor: string;
  name: string;
  size: number;
  fingerprint: string;
  stage: UploadsTable["stage"];
  settings: UploadSettings;
  look: FileLook | null;
  foreseen: Foresight | null;
  importId: number | null;
  rows: number;
  done: number;
  at: number;
  endedAt: number | null;
};

/** An upload in a list of them. */
export type UploadLine = Pick<UploadedFile, "id" | "actor" | "name" | "size" | "stage" | "at">;

export async function uploadById(context: Context, id: number): Promise<UploadedFile | undefined> {
  const row = await context.db.selectFrom("uploads").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toUpload(row);
}

/** Returns the file of an import, as long as it is kept. */
export async function uploadOfImport(context: Context, importId: number): Promise<UploadedFile | undefined> {
  const row = await context.db.selectFrom("uploads").selectAll().where("import_id", "=", importId).executeTakeFirst();
  return row && toUpload(row);
}

function toUpload(row: Selectable<UploadsTable>): UploadedFile {
  const { listId = null, basis = "", ...settings } = JSON.parse(row.settings) as Partial<UploadSettings>;
  return {
    ...{ id: row.id, actor: row.actor, name: row.name, size: row.size, stage: row.stage, at: row.at },
    fingerprint: row.fingerprint,
    settings: { ...settingsOf(settings), listId, basis },
    look: row.found === null ? null : (JSON.parse(row.found) as FileLook),
    foreseen: row.foreseen === null ? null : (JSON.parse(row.foreseen) as Foresight),
    ...{ importId: row.import_id, rows: row.row_count, done: row.done, endedAt: row.ended_at },
  };
}

/** Returns the uploads that wait for somebody, newest first. */
export function waitingUploads(context: Context): Promise<UploadLine[]> {
  return context.db
    .selectFrom("uploads")
    .select(["id", "actor", "name", "size", "stage", "at"])
    .where("stage", "in", ["here", "checking", "checked"])
    .orderBy("id", "desc")
    .execute();
}

/** True while a sender works on it. */
export function isWorkedOn({ stage }: Pick<UploadedFile, "stage">): boolean {
  return stage === "checking" || stage === "importing";
}

const mayBeRead = ["here", "checking", "checked"] as const;

/** Keeps how a file is to be read, and what it looks like then; what was said of its rows is no longer so. @returns false once it is imported */
export async function saveSettings(
  context: Context,
  id: number,
  { settings, look }: { settings: UploadSettings; look: FileLook },
): Promise<boolean> {
  return change(context, id, mayBeRead, {
    stage: "here",
    settings: JSON.stringify(settings),
    found: JSON.stringify(look),
    foreseen: null,
    worker: null,
  });
}

/** Has a sender say what each row would become. */
export function askCheck(context: Context, id: number): Promise<boolean> {
  return change(context, id, ["here", "checked"], { stage: "checking", foreseen: null, done: 0, worker: null });
}

/** Ends a check before its end. */
export function stopCheck(context: Context, id: number): Promise<boolean> {
  return change(context, id, ["checking"], { stage: "here", worker: null });
}

type Changes = Partial<Pick<UploadsTable, "stage" | "settings" | "found" | "foreseen" | "done" | "worker">>;

async function change(
  context: Context,
  id: number,
  from: readonly UploadsTable["stage"][],
  changes: Changes,
): Promise<boolean> {
  const row = await context.db
    .updateTable("uploads")
    .set(changes)
    .where("id", "=", id)
    .where("stage", "in", from)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}
