import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { openDb, tablesOf } from "#db/client.server.ts";
import { heldStill } from "#db/tables.server.ts";
import { siteInJson } from "./exportJson.server.ts";
import { siteInMarkdown } from "./exportMarkdown.server.ts";
import { pictureFiles } from "./exportPictures.server.ts";
import { zipArchive, type ExportFile } from "./zipWriting.server.ts";

/** How each format writes the texts of the site. */
const formats = { markdown: siteInMarkdown, json: siteInJson };
type ExportFormat = keyof typeof formats;
export const exportFormats = Object.keys(formats) as ExportFormat[];

type ExportOrder = {
  /** A new folder, an empty one, or a file whose name ends in .zip. */
  to: string;
  format: ExportFormat;
  actor: string;
  onFile?(files: number): void;
};

/** `missing`: pictures that no place has any more. */
export type ExportedSite = { files: number; pictures: number; missing: string[] };
export type ExportFault = { error: "not-empty" | "there-already" };

/** Writes everything of the site but readers, accounts and sends to a folder or a zip file, in flat memory. */
export async function exportSite(context: Context, order: ExportOrder): Promise<ExportedSite | ExportFault> {
  const isZip = /\.zip$/i.test(order.to);
  const found = await readdir(isZip ? dirname(order.to) : order.to).catch((): string[] => []);
  if (!isZip && found.length > 0) return { error: "not-empty" };
  if (isZip && found.includes(order.to.split(/[/\\]/).at(-1)!)) return { error: "there-already" };
  const sum = await withFiles(context, order, (files) =>
    isZip ? writeZip(order.to, files, context.clock()) : writeFolder(order.to, files),
  );
  await logAction(context, order.actor, "export", `the site as ${order.format}: ${sum.files} files`);
  return sum;
}

/** Returns a zip file of everything of the site, made while it is read; an error ends it before its end. */
export async function siteArchive(context: Context, format: ExportFormat, actor: string): Promise<Readable> {
  await logAction(context, actor, "export", `the site as ${format}`);
  const archive = new PassThrough();
  const write = (files: AsyncIterable<ExportFile>) =>
    pipeline(Readable.from(zipArchive(files, context.clock())), archive);
  withFiles(context, { format }, write).catch((error: unknown) => {
    // Its reader may have gone away.
    if (!archive.destroyed) context.log.error({ error }, "the site could not be exported");
    archive.destroy(error as Error);
  });
  return archive;
}

/** The texts are as of one moment; pictures never change. */
async function withFiles(
  context: Context,
  { format, onFile }: Pick<ExportOrder, "format" | "onFile">,
  work: (files: AsyncIterable<ExportFile>) => Promise<void>,
): Promise<ExportedSite> {
  const sum: ExportedSite = { files: 0, pictures: 0, missing: [] };
  const db = openDb(context.config.databaseUrl);
  try {
    await heldStill(db, tablesOf(db), (still) =>
      work(counted(everyFile(formats[format]({ ...context, db: still }), context, sum), sum, onFile)),
    );
    return sum;
  } finally {
    await db.destroy();
  }
}

async function* everyFile(
  texts: AsyncIterable<ExportFile>,
  context: Context,
  sum: ExportedSite,
): AsyncGenerator<ExportFile> {
  yield* texts;
  yield* pictureFiles(context, (name) => void sum.missing.push(name));
}

async function* counted(files: AsyncIterable<ExportFile>, sum: ExportedSite, onFile?: ExportOrder["onFile"]) {
  for await (const file of files) {
    sum.files += 1;
    if (file.packed) sum.pictures += 1;
    onFile?.(sum.files);
    yield file;
  }
}

/** Under another name until it is whole. */
async function writeZip(path: string, files: AsyncIterable<ExportFile>, at: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  try {
    await pipeline(Readable.from(zipArchive(files, at)), createWriteStream(part, { mode: 0o600, flush: true }));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function writeFolder(folder: string, files: AsyncIterable<ExportFile>): Promise<void> {
  for await (const { name, bytes } of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes, { mode: 0o600 });
  }
}
