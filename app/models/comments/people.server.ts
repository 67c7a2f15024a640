import type { Context } from "#app/context.server.ts";
import { assignable, assignmentsOf, type Assignment, type Piece } from "#app/models/assignments.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { fieldMoment } from "#app/models/dates.server.ts";
import type { Colleague } from "./mentions.ts";
import { pieceNow } from "./pieces.server.ts";
import { peopleWith } from "./telling.server.ts";
import { commentCounts, threadsOf, type CommentCounts, type Thread } from "./threads.server.ts";

/** The person on a piece and the comments on it, for its page. */
export type People = {
  /** `due`: as the value of a browser's field; empty for none. `isLate`: the time is over. */
  assigned: (Assignment & { due: string; isLate: boolean }) | null;
  assignable: Colleague[];
  threads: Thread[];
  /** The people who can be named in a comment. */
  named: Colleague[];
  me: number;
  timeZone: string;
};

/** Returns the people of a piece as one of them sees it; undefined for a piece that is not there. */
export async function peopleOf(context: Context, me: number, piece: Piece): Promise<People | undefined> {
  const now = await pieceNow(context, piece);
  if (!now) return undefined;
  const timeZone = await timeZoneOf(context);
  const assigned = (await assignmentsOf(context, piece.kind, [piece.subject])).get(piece.subject);
  const due = assigned?.dueAt == null ? "" : fieldMoment(assigned.dueAt, timeZone);
  const isLate = assigned?.dueAt != null && assigned.dueAt < context.clock();
  return {
    assigned: assigned ? { ...assigned, due, isLate } : null,
    assignable: await assignable(context, piece.kind),
    threads: await threadsOf(context, me, piece, now.words),
    named: (await peopleWith(context, piece)).filter(({ id }) => id !== me),
    me,
    timeZone,
  };
}

/** The person on a piece and the numbers of its comments, for a list. */
export type PeopleInList = {
  assigned?: Assignment & { isLate: boolean };
  comments?: CommentCounts;
};

/** Returns that for these pieces as one editor sees it, by id; pieces with neither are left out. */
export async function peopleInList(
  context: Context,
  me: number,
  kind: Piece["kind"],
  ids: number[],
): Promise<Record<number, PeopleInList>> {
  const [assigned, comments] = [await assignmentsOf(context, kind, ids), await commentCounts(context, me, kind, ids)];
  const found: Record<number, PeopleInList> = {};
  for (const [id, one] of assigned)
    found[id] = { assigned: { ...one, isLate: one.dueAt !== null && one.dueAt < context.clock() } };
  for (const [id, counts] of comments) found[id] = { ...found[id], comments: counts };
  return found;
}
