import type { Context } from "#app/context.server.ts";
import type { UploadPartsTable } from "#db/schema/uploads.ts";

/**
 * Removes pieces of lists whose import ended before a time, and lists that never came whole.
 * @returns how many pieces, `limit` at most
 */
export async function forgetFiles(context: Context, before: number, limit: number): Promise<number> {
  await context.db.deleteFrom("uploads").where("stage", "=", "arriving").where("at", "<", before).execute();
  return forgetParts(context, "file", before, limit);
}

/** Removes brought lists from before a time that nobody imported. */
export async function forgetWaiting(context: Context, before: number): Promise<void> {
  await context.db
    .deleteFrom("uploads")
    .where("stage", "in", ["here", "checking", "checked"])
    .where("at", "<", before)
    .execute();
}

/** Removes the reports of imports that ended before a time. @returns how many pieces, `limit` at most */
export async function forgetReports(context: Context, before: number, limit: number): Promise<number> {
  const gone = await forgetParts(context, "rows", before, limit);
  if (gone < limit)
    await context.db.deleteFrom("uploads").where("stage", "=", "ended").where("ended_at", "<", before).execute();
  return gone;
}

/** Some at a time, so that nobody waits long for the database. */
async function forgetParts(
  context: Context,
  kind: UploadPartsTable["kind"],
  before: number,
  limit: number,
): Promise<number> {
  const parts = await context.db
    .selectFrom("upload_parts")
    .innerJoin("uploads", "uploads.id", "upload_parts.upload_id")
    .select(["upload_id", "part"])
    .where("uploads.stage", "=", "ended")
    .where("uploads.ended_at", "<", before)
    .where("kind", "=", kind)
    .limit(limit)
    .execute();
  for (const id of new Set(parts.map(({ upload_id }) => upload_id))) {
    const some = parts.filter(({ upload_id }) => upload_id === id).map(({ part }) => part);
    await context.db
      .deleteFrom("upload_parts")
      .where("upload_id", "=", id)
      .where("kind", "=", kind)
      .where("part", "in", some)
      .execute();
  }
  return parts.length;
}
