import { inTransaction, type Context } from "#app/context.server.ts";
import { columnOf, type Piece } from "#app/models/assignments.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { day, hour } from "#app/models/durations.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import type { Colleague } from "./mentions.ts";
import { maySeePiece, pieceNow } from "./pieces.server.ts";
import { tellOfComment, untellOfComment } from "./telling.server.ts";

/** Others have read and answered what is older; they would seem to answer something else. */
export const changedFor = day;
/** How long a deleted comment can be brought back by its writer; afterwards its words are gone for good. */
export const restoredFor = hour;

export type OwnCommentFault = { error: "not-yours" | "gone" | "too-late" | "too-many" };
type Done = { done: true } | OwnCommentFault;

/** More in an hour is a program, not a person: each is a line of the activity log. */
const mostChanges = 240;

/** Changes the words of one's own comment within a day. Those who are named now and were not before get a mail. */
export function editComment(
  context: Context,
  who: Colleague,
  piece: Piece,
  { id, text }: { id: number; text: string },
): Promise<Done> {
  return change(context, who, piece, id, async (context, comment) => {
    if (comment.deleted_at !== null) return { error: "gone" };
    if (comment.text === text) return { done: true };
    if (comment.at + changedFor < context.clock()) return { error: "too-late" };
    const now = await pieceNow(context, piece);
    if (!now) return { error: "gone" };
    await set(context, id, { text, edited_at: context.clock() });
    await logAction(context, who.name, "comment-edited", nameOf(piece, id));
    await tellOfComment(context, who, piece, now, { id, text, before: comment.text });
    return { done: true };
  });
}

/** Deletes one's own comment, whenever it was written. A stub stays where others answered. */
export function deleteComment(context: Context, who: Colleague, piece: Piece, id: number): Promise<Done> {
  return change(context, who, piece, id, async (context, comment) => {
    if (comment.deleted_at !== null) return { done: true };
    await set(context, id, { deleted_at: context.clock() });
    await untellOfComment(context, id);
    await logAction(context, who.name, "comment-deleted", nameOf(piece, id));
    return { done: true };
  });
}

/**
 * Brings a comment back that its writer deleted within the last hour, as it was. A mail about it that had not gone by
 * then goes now.
 */
export function restoreComment(context: Context, who: Colleague, piece: Piece, id: number): Promise<Done> {
  return change(context, who, piece, id, async (context, comment) => {
    if (comment.deleted_at === null) return { done: true };
    if (comment.deleted_at + restoredFor < context.clock() || comment.text === "") return { error: "too-late" };
    await set(context, id, { deleted_at: null });
    await logAction(context, who.name, "comment-restored", nameOf(piece, id));
    const now = await pieceNow(context, piece);
    const { text, told } = comment;
    if (now) await tellOfComment(context, who, piece, now, { id, text, ...(told === null && { before: text }) });
    return { done: true };
  });
}

/** Empties comments that were deleted before a moment. @returns how many, at most `limit` */
export async function forgetDeleted({ db }: Context, before: number, limit: number): Promise<number> {
  const old = db
    .selectFrom("comments as old")
    .select("old.id")
    .where("old.deleted_at", "<", before)
    .where("old.text", "!=", "")
    .limit(limit);
  const emptied = db.updateTable("comments").set({ text: "" }).where("id", "in", old);
  return (await emptied.returning("id").execute()).length;
}

type Row = { text: string; at: number; deleted_at: number | null; told: string | null };

/** Locks one's own comment, and does something with it. */
async function change(
  context: Context,
  who: Colleague,
  piece: Piece,
  id: number,
  work: (context: Context, comment: Row) => Promise<Done>,
): Promise<Done> {
  if (!(await withinLimit(context, "comment-changes", String(who.id), mostChanges, hour))) return { error: "too-many" };
  return inTransaction(context, async (context): Promise<Done> => {
    if (!(await maySeePiece(context, piece))) return { error: "not-yours" };
    const comment = await context.db
      .updateTable("comments")
      .set((eb) => ({ author: eb.ref("author") }))
      .where("id", "=", id)
      .where(columnOf(piece.kind), "=", piece.subject)
      .returning(["text", "at", "deleted_at", "author_id", "told"])
      .executeTakeFirst();
    if (!comment) return { error: "gone" };
    if (comment.author_id !== who.id) return { error: "not-yours" };
    return work(context, comment);
  });
}

type Columns = { text?: string; edited_at?: number; deleted_at?: number | null };

async function set({ db }: Context, id: number, columns: Columns): Promise<void> {
  await db.updateTable("comments").set(columns).where("id", "=", id).execute();
}

const nameOf = ({ kind, subject }: Piece, id: number) => `${kind} ${subject}, comment ${id}`;
