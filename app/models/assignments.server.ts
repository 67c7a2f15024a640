import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "./auditLog.server.ts";
import { timeZoneOf } from "./briefing.server.ts";
import { formatMoment, readMoment, type MomentFault } from "./dates.server.ts";
import { tellEditor } from "./notices.server.ts";

/** An article or an issue, by its id. */
export type Piece = { kind: "article" | "issue"; subject: number };

/** The name of a piece for people, and its page at the desk. */
export type PieceName = { title: string; path: string };

/** The person on a piece, with the due time. Times in milliseconds. */
export type Assignment = { editorId: number; name: string; dueAt: number | null; by: string; at: number };

export type AssignFault = MomentFault | { error: "nobody" | "gone" };

/** The columns of a row that belongs to a piece. */
export function ownerColumns({ kind, subject }: Piece) {
  return kind === "article" ? { article_id: subject, issue_id: null } : { article_id: null, issue_id: subject };
}

/** The column of a piece in tables that belong to articles and issues; the compiler always sees the same one. */
export const columnOf = (kind: Piece["kind"]) => `${kind}_id` as "article_id";

/**
 * Puts somebody on a piece, instead of the person who was on it, and mails them.
 * @param actor who does
 * @param given the account, and the due time as typed in the briefing's zone; an empty one is none
 */
export async function assign(
  context: Context,
  actor: string,
  piece: Piece,
  named: PieceName,
  given: { editorId: number; due: string },
): Promise<{ assigned: Assignment } | AssignFault> {
  const timeZone = await timeZoneOf(context);
  const due = given.due.trim() === "" ? { at: null } : readMoment(given.due, timeZone);
  if ("error" in due) return due;
  return inTransaction(context, async (context): Promise<{ assigned: Assignment } | AssignFault> => {
    const editor = await editorFor(context, piece, given.editorId);
    if (!editor) return { error: "nobody" };
    if (!(await isThere(context, piece))) return { error: "gone" };
    const before = (await assignmentsOf(context, piece.kind, [piece.subject])).get(piece.subject);
    const now = context.clock();
    await takeAway(context, piece);
    await context.db
      .insertInto("assignments")
      .values({
        ...ownerColumns(piece),
        ...{ editor_id: editor.id, due_at: due.at, assigned_by: actor, assigned_at: now },
        // A time that is over already needs no reminder that it is.
        reminded_at: due.at !== null && due.at <= now ? now : null,
      })
      .execute();
    const assigned = { editorId: editor.id, name: editor.name, dueAt: due.at, by: actor, at: now };
    if (before?.editorId === editor.id && before.dueAt === due.at) return { assigned };
    const until = due.at === null ? "" : `, due ${formatMoment(due.at, timeZone)}`;
    await logAction(context, actor, "assigned", `${piece.kind} ${piece.subject} to editor ${editor.id}${until}`);
    if (editor.id !== context.editorId) {
      const text = `${actor} assigned ${named.title} to you${until}. It is yours until somebody else gets it.`;
      await tellEditor(context, editor.id, { kind: "assigned", text, link: named.path });
    }
    return { assigned };
  });
}

/** Takes the person on a piece off it. @returns false when nobody was */
export async function unassign(context: Context, actor: string, piece: Piece): Promise<boolean> {
  return inTransaction(context, async (context) => {
    if (!(await takeAway(context, piece))) return false;
    await logAction(context, actor, "unassigned", `${piece.kind} ${piece.subject}`);
    return true;
  });
}

async function takeAway(context: Context, { kind, subject }: Piece): Promise<boolean> {
  const gone = context.db.deleteFrom("assignments").where(columnOf(kind), "=", subject);
  return (await gone.returning("editor_id").execute()).length > 0;
}

/** Locks the row of a piece until the transaction ends. */
async function isThere(context: Context, { kind, subject }: Piece): Promise<boolean> {
  const held = context.db
    .updateTable(`${kind}s` as "articles")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("id", "=", subject);
  return (await held.returning("id").executeTakeFirst()) !== undefined;
}

/** Finds somebody who can open such a piece: a writer has no issues. */
async function editorFor({ db }: Context, { kind }: Piece, id: number) {
  return db
    .selectFrom("editors")
    .select(["id", "name"])
    .where("id", "=", id)
    .where("disabled_at", "is", null)
    .$if(kind === "issue", (query) => query.where("role", "!=", "writer"))
    .executeTakeFirst();
}

/** Lists who may be put on such a piece, by name. */
export function assignable({ db }: Context, kind: Piece["kind"]): Promise<{ id: number; name: string }[]> {
  return db
    .selectFrom("editors")
    .select(["id", "name"])
    .where("disabled_at", "is", null)
    .$if(kind === "issue", (query) => query.where("role", "!=", "writer"))
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/** Returns who is on each of these pieces, by the piece's id. */
export async function assignmentsOf(
  { db }: Context,
  kind: Piece["kind"],
  subjects: number[],
): Promise<Map<number, Assignment>> {
  if (subjects.length === 0) return new Map();
  const column = columnOf(kind);
  const rows = await db
    .selectFrom("assignments")
    .innerJoin("editors", "editors.id", "assignments.editor_id")
    .select([column, "editor_id", "name", "due_at", "assigned_by", "assigned_at"])
    .where(column, "in", subjects)
    .execute();
  return new Map(
    rows.map((row) => [
      row[column]!,
      { editorId: row.editor_id, name: row.name, dueAt: row.due_at, by: row.assigned_by, at: row.assigned_at },
    ]),
  );
}
