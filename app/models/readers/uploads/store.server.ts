import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { isWorkedOn, uploadById } from "./uploads.server.ts";

/** The largest file that the desk takes, in bytes: a list of a million, or an archive of one. */
export const largestUpload = 150_000_000;
/** Uploads that have not ended; more would fill the database. */
const mostUploads = 10;
const partBytes = 1 << 20;

/** Why a file was not kept. `most`: megabytes, or files that wait. */
export type UploadFault =
  | { error: "no-file" | "empty-file" }
  | { error: "too-large-file"; most: number }
  | { error: "too-many-files"; most: number };

type Brought = { editorId: number; actor: string; name: string };

/**
 * Keeps a file in the database as it comes, a mebibyte at a time. A file that is too large is read to its end, so that
 * its sender hears why.
 * @returns its id; a file that breaks off leaves nothing
 */
export async function receiveUpload(
  context: Context,
  { editorId, actor, name }: Brought,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ id: number } | UploadFault> {
  const isFull = (await openUploads(context)) >= mostUploads;
  const id = isFull ? null : await beginUpload(context, { editorId, actor, name });
  try {
    const { size, fingerprint } = await keepParts(context, id, bytes);
    if (id === null) return { error: "too-many-files", most: mostUploads };
    if (size > 0 && size <= largestUpload) {
      await context.db.updateTable("uploads").set({ size, fingerprint, stage: "here" }).where("id", "=", id).execute();
      await logAction(context, actor, "upload", `a list of readers, ${countOf(size, "byte")}`);
      return { id };
    }
    await removeUpload(context, id);
    if (size > 0) return { error: "too-large-file", most: largestUpload / 1_000_000 };
    return { error: name === "" ? "no-file" : "empty-file" };
  } catch (error) {
    if (id !== null) await removeUpload(context, id);
    throw error;
  }
}

async function openUploads(context: Context): Promise<number> {
  const { count } = await context.db
    .selectFrom("uploads")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("stage", "!=", "ended")
    .executeTakeFirstOrThrow();
  return count;
}

async function beginUpload(context: Context, { editorId, actor, name }: Brought): Promise<number> {
  const { id } = await context.db
    .insertInto("uploads")
    .values({
      ...{ editor_id: editorId, actor, name: tidyLine(name, 200), size: 0, stage: "arriving", settings: "{}" },
      fingerprint: "",
      ...{ found: null, foreseen: null, import_id: null, row_count: 0, done: 0, worker: null, seen_at: null },
      ...{ at: context.clock(), ended_at: null },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** @param id null for a file that is not kept */
async function keepParts(
  context: Context,
  id: number | null,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ size: number; fingerprint: string }> {
  const sum = createHash("sha256");
  let held: Uint8Array[] = [];
  let [heldBytes, size, part] = [0, 0, 0];
  const keep = async () => {
    if (id === null || heldBytes === 0 || size > largestUpload) return;
    await addPart(context, { id, kind: "file", part }, Buffer.concat(held));
    part += 1;
    held = [];
    heldBytes = 0;
  };
  for await (const chunk of bytes) {
    size += chunk.length;
    if (id === null || size > largestUpload) continue;
    sum.update(chunk);
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes >= partBytes) await keep();
  }
  await keep();
  return { size, fingerprint: sum.digest("hex") };
}

type Part = { id: number; kind: "file" | "rows"; part: number };

/** Keeps a piece of an upload, in the caller's transaction if there is one. */
export async function addPart(context: Context, { id, kind, part }: Part, bytes: Buffer): Promise<void> {
  await context.db.insertInto("upload_parts").values({ upload_id: id, kind, part, bytes }).execute();
}

/** Yields the pieces of an upload in their order, one in memory at a time. Others are answered between two of them. */
export async function* uploadPieces(context: Context, id: number, kind: Part["kind"]): AsyncGenerator<Buffer> {
  for (let after = -1; ;) {
    const row = await context.db
      .selectFrom("upload_parts")
      .select(["part", "bytes"])
      .where("upload_id", "=", id)
      .where("kind", "=", kind)
      .where("part", ">", after)
      .orderBy("part")
      .limit(1)
      .executeTakeFirst();
    if (!row) return;
    yield row.bytes;
    after = row.part;
    await breathe();
  }
}

/** Forgets what was said of the rows of an upload. */
export async function forgetRows(context: Context, id: number): Promise<void> {
  await context.db.deleteFrom("upload_parts").where("upload_id", "=", id).where("kind", "=", "rows").execute();
}

/** Removes a brought file with all its pieces, and logs it. @returns false while somebody works on it, or for no such file */
export async function throwAway(context: Context, id: number, actor: string): Promise<boolean> {
  const upload = await uploadById(context, id);
  if (!upload || isWorkedOn(upload) || upload.importId !== null) return false;
  await removeUpload(context, id);
  await logAction(context, actor, "upload-removed", `a list of readers, ${countOf(upload.size, "byte")}`);
  return true;
}

async function removeUpload(context: Context, id: number): Promise<void> {
  await context.db.deleteFrom("uploads").where("id", "=", id).execute();
}
