import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { columnOf, ownerColumns, type Piece } from "#app/models/assignments.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { hour } from "#app/models/durations.ts";
import { manyLines } from "#app/models/fields.server.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import type { Colleague } from "./mentions.ts";
import { longestQuote, passageOf } from "./passages.ts";
import { maySeePiece, pieceNow } from "./pieces.server.ts";
import { tellOfComment } from "./telling.server.ts";

const missing = "Write a comment first.";

/** The words of a comment, in characters: some pages and no more. */
export const commentText = manyLines(10_000, missing).pipe(z.string(missing).min(1, missing));

/** A comment as typed. `thread`: the one that it answers; `quote`: the words that it is about. */
export const commentSchema = z.object({
  text: commentText,
  thread: z.coerce.number().int().positive().max(2_147_483_647).optional(),
  quote: manyLines(20_000)
    .default("")
    .transform((words) => words.slice(0, longestQuote * 2)),
  before: manyLines(20_000).default(""),
});
type CommentInput = z.output<typeof commentSchema>;

export type CommentFault = { error: "gone" | "not-yours" | "too-many" };

/** A busy day has fewer; somebody who mails the whole desk by mentions has more. */
const mostInAnHour = 120;

/**
 * Adds a comment, or an answer to one, which opens its thread again. Those named by `@`, and the one on the piece, get a
 * mail. It is seen at the desk alone: nothing that readers get or see is made of comments.
 */
export async function addComment(
  context: Context,
  who: Colleague,
  piece: Piece,
  { text, thread, quote, before }: CommentInput,
): Promise<{ id: number } | CommentFault> {
  if (!(await withinLimit(context, "comments", String(who.id), mostInAnHour, hour))) return { error: "too-many" };
  return inTransaction(context, async (context): Promise<{ id: number } | CommentFault> => {
    if (!(await maySeePiece(context, piece))) return { error: "not-yours" };
    const now = await pieceNow(context, piece);
    if (!now || (thread !== undefined && !(await reopened(context, piece, thread)))) return { error: "gone" };
    const passage = thread === undefined ? passageOf(quote, before) : { quote: "", before: "" };
    const { id } = await context.db
      .insertInto("comments")
      .values({
        ...ownerColumns(piece),
        ...{ thread_id: thread ?? null, author: who.name, author_id: who.id, at: context.clock(), text },
        ...{ quote: passage.quote, quote_before: passage.before, resolved_at: null, resolved_by: null },
        ...{ edited_at: null, deleted_at: null, told: "[]" },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await logAction(context, who.name, "comment-added", `${piece.kind} ${piece.subject}, comment ${id}`);
    await tellOfComment(context, who, piece, now, { id, text });
    return { id };
  });
}

/** @returns false when the piece has no such thread */
async function reopened(context: Context, piece: Piece, thread: number): Promise<boolean> {
  const found = await context.db
    .updateTable("comments")
    .set({ resolved_at: null, resolved_by: null })
    .where("id", "=", thread)
    .where(columnOf(piece.kind), "=", piece.subject)
    .where("thread_id", "is", null)
    .returning("id")
    .executeTakeFirst();
  return found !== undefined;
}

/** Resolves a thread, or opens it again. @returns false when there was nothing to change */
export async function resolveThread(
  context: Context,
  who: Colleague,
  piece: Piece,
  thread: number,
  resolved: boolean,
): Promise<boolean> {
  return inTransaction(context, async (context) => {
    if (!(await maySeePiece(context, piece))) return false;
    const changed = await context.db
      .updateTable("comments")
      .set(
        resolved ? { resolved_at: context.clock(), resolved_by: who.name } : { resolved_at: null, resolved_by: null },
      )
      .where("id", "=", thread)
      .where(columnOf(piece.kind), "=", piece.subject)
      .where("thread_id", "is", null)
      .where("resolved_at", resolved ? "is" : "is not", null)
      .returning("id")
      .executeTakeFirst();
    if (!changed) return false;
    const action = resolved ? "comment-resolved" : "comment-reopened";
    await logAction(context, who.name, action, `${piece.kind} ${piece.subject}, comment ${thread}`);
    return true;
  });
}
