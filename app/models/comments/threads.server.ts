import type { Selectable } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { columnOf, ownerColumns, type Piece } from "#app/models/assignments.server.ts";
import type { CommentsTable } from "#db/schema/sheets.ts";
import { changedFor, restoredFor } from "./ownComments.server.ts";
import { standsIn } from "./passages.ts";

/**
 * One comment. `isNew`: by somebody else, and not yet read by who looks. `editedAt`: when its writer changed it last.
 * `may`: what who looks may do with their own one. The text of a deleted one is empty.
 */
export type CommentLine = {
  id: number;
  author: string;
  isYours: boolean;
  at: number;
  text: string;
  isNew: boolean;
  editedAt: number | null;
  isDeleted: boolean;
  may: { edit: boolean; remove: boolean; restore: boolean };
};

/** A comment with the answers to it. `isThere`: the words that it is about still stand in the text. */
export type Thread = {
  id: number;
  quote: string;
  before: string;
  isThere: boolean;
  resolved: { at: number; by: string } | null;
  comments: CommentLine[];
};

/** The numbers of open threads and of unread comments. */
export type CommentCounts = { open: number; unread: number };

/** The threads shown at once; a piece with more has been discussed enough. */
const mostComments = 1000;

/**
 * Returns the threads of a piece: open ones first, each group in the order of its beginning.
 * @param words of the piece as it is now
 */
export async function threadsOf(context: Context, me: number, piece: Piece, words: string): Promise<Thread[]> {
  const readTo = await readBy(context, me, piece);
  const rows = await context.db
    .selectFrom("comments")
    .select(["id", "thread_id", "author", "author_id", "at", "quote", "quote_before", "resolved_at", "resolved_by"])
    .select(["text", "edited_at", "deleted_at"])
    .where(columnOf(piece.kind), "=", piece.subject)
    .orderBy("id")
    .limit(mostComments)
    .execute();
  const threads = new Map<number, Thread>();
  for (const row of rows) {
    const { id, quote, quote_before: before } = row;
    const line = lineOf(row, me, readTo, context.clock());
    if (row.thread_id !== null) threads.get(row.thread_id)?.comments.push(line);
    else {
      const resolved = row.resolved_at === null ? null : { at: row.resolved_at, by: row.resolved_by ?? "" };
      threads.set(id, { id, quote, before, isThere: standsIn(words, { quote, before }), resolved, comments: [line] });
    }
  }
  return [...threads.values()]
    .map((thread) => ({ ...thread, comments: withoutLostEnds(thread.comments) }))
    .filter(({ comments }) => comments.length > 0)
    .sort((one, other) => Number(one.resolved !== null) - Number(other.resolved !== null));
}

type CommentRow = Pick<
  Selectable<CommentsTable>,
  "id" | "author" | "author_id" | "at" | "text" | "edited_at" | "deleted_at"
>;

function lineOf(row: CommentRow, me: number, readTo: number, now: number): CommentLine {
  const { id, author, at, edited_at: editedAt, deleted_at: deletedAt } = row;
  const isYours = row.author_id === me;
  const isDeleted = deletedAt !== null;
  return {
    ...{ id, author, isYours, at, editedAt, isDeleted },
    text: isDeleted ? "" : row.text,
    isNew: !isYours && !isDeleted && id > readTo,
    may: {
      edit: isYours && !isDeleted && at + changedFor >= now,
      remove: isYours && !isDeleted,
      restore: isYours && isDeleted && row.text !== "" && deletedAt + restoredFor >= now,
    },
  };
}

/** Takes deleted comments out after which nobody said anything; who can still bring one back sees it. */
function withoutLostEnds(comments: CommentLine[]): CommentLine[] {
  const last = comments.findLastIndex(({ isDeleted }) => !isDeleted);
  return comments.filter(({ may }, i) => i <= last || may.restore);
}

async function readBy({ db }: Context, me: number, { kind, subject }: Piece): Promise<number> {
  const row = await db
    .selectFrom("comment_reads")
    .select("read_to")
    .where("editor_id", "=", me)
    .where(columnOf(kind), "=", subject)
    .executeTakeFirst();
  return row?.read_to ?? 0;
}

/** Keeps how far an editor has read. @param upTo the id of the newest comment that they were shown */
export async function readComments(context: Context, me: number, piece: Piece, upTo: number): Promise<void> {
  const column = columnOf(piece.kind);
  await inTransaction(context, async (context) => {
    const newest = await context.db
      .selectFrom("comments")
      .select(({ fn }) => fn.max<number | null>("id").as("id"))
      .where(column, "=", piece.subject)
      .executeTakeFirst();
    // A number that no comment has yet would hide those to come.
    const read = Math.min(upTo, newest?.id ?? 0);
    if (read <= (await readBy(context, me, piece))) return;
    await context.db
      .deleteFrom("comment_reads")
      .where("editor_id", "=", me)
      .where(column, "=", piece.subject)
      .execute();
    await context.db
      .insertInto("comment_reads")
      .values({ editor_id: me, ...ownerColumns(piece), read_to: read })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

/** Counts the comments of these pieces for who looks, by the piece's id; pieces without any are left out. */
export async function commentCounts(
  { db }: Context,
  me: number,
  kind: Piece["kind"],
  subjects: number[],
): Promise<Map<number, CommentCounts>> {
  if (subjects.length === 0) return new Map();
  const column = columnOf(kind);
  const rows = await db
    .selectFrom("comments")
    .leftJoin("comment_reads", (join) =>
      join.on("comment_reads.editor_id", "=", me).onRef(`comment_reads.${column}`, "=", `comments.${column}`),
    )
    .leftJoin("comments as first", "first.id", "comments.thread_id")
    .select([`comments.${column} as subject`, "comments.id", "comments.thread_id", "comments.author_id", "read_to"])
    .select(({ fn }) => fn.coalesce("first.resolved_at", "comments.resolved_at").as("resolved_at"))
    .where(`comments.${column}`, "in", subjects)
    .where("comments.deleted_at", "is", null)
    .execute();
  const counts = new Map<number, CommentCounts>();
  const threads = new Set<number>();
  for (const row of rows) {
    const thread = row.thread_id ?? row.id;
    const isOpen = row.resolved_at === null && !threads.has(thread);
    threads.add(thread);
    const { open, unread } = counts.get(row.subject!) ?? { open: 0, unread: 0 };
    counts.set(row.subject!, {
      open: open + Number(isOpen),
      unread: unread + Number(row.author_id !== me && row.id > (row.read_to ?? 0)),
    });
  }
  return counts;
}
