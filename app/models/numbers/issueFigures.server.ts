import type { Context } from "#app/context.server.ts";
import { countEach, noCounts, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { returnsOfEditions, type ReturnKind } from "#app/models/deliveries/returns.server.ts";
import { leaveReasons, type LeaveReason } from "#app/models/readers/unsubscribe.server.ts";
import { departuresAfter } from "./departures.server.ts";
import type { EditionFigure, FinalState, Within } from "./editionSums.server.ts";

/** The figures of one issue or digest, without any tracking. All are numbers of readers, but where it says otherwise. */
export type IssueFigures = {
  editionId: number;
  /** When its send began, in milliseconds. */
  at: number;
  /** Everybody that it was for: the sum of the states below and of those that still wait. */
  audience: number;
  accepted: number;
  refused: number;
  uncertain: number;
  withdrawn: number;
  cancelled: number;
  /** Still to come, or under way. */
  waiting: number;
  /** Mails that came back; one reader's may count twice. */
  bounced: { hard: number; soft: number; blocked: number };
  complained: number;
  /** Leavings after this mail and before the next; one who left twice counts twice. */
  left: {
    all: number;
    oneClick: number;
    page: number;
    mail: number;
    withinDay: number;
    later: number;
    /** Took it back with the button of the page; they are among those who left. */
    cameBack: number;
    reasons: { reason: LeaveReason; count: number }[];
    /** In their own words, the newest first, at most 50; the words of who was erased are gone. */
    words: { reason: LeaveReason; remark: string; at: number }[];
  };
  /** Answers that people wrote. */
  replies: number;
};

/**
 * Returns the figures of an edition. They are sums that nothing changes which is deleted later; an edition under way is counted
 * as it stands.
 * @returns null for one without deliveries: nobody sent it from here
 */
export async function issueFigures(context: Context, editionId: number): Promise<IssueFigures | null> {
  const figures = (await figuresOfEditions(context, [editionId])).get(editionId);
  if (!figures) return null;
  const told = await departuresAfter(context, editionId);
  const words = told.filter(({ remark }) => remark !== "").slice(0, mostWords);
  figures.left.words = words.map(({ reason, remark, at }) => ({ reason: reason!, remark, at }));
  return figures;
}

const mostWords = 50;

/** Like `issueFigures` of several, without anybody's words; those that nobody sent from here are left out. */
export async function figuresOfEditions(context: Context, editionIds: number[]): Promise<Map<number, IssueFigures>> {
  if (editionIds.length === 0) return new Map();
  const editions = await context.db
    .selectFrom("editions")
    .select(["id", "frozen_at as at"])
    .where("id", "in", editionIds)
    .execute();
  const sums = await sumsOf(context, editionIds);
  const states = await statesOf(context, editionIds, sums);
  const returns = await returnsOfEditions(context, editionIds);
  const known = editions.flatMap(({ id, at }) => {
    const counts = states.get(id);
    return counts ? [figuresFrom({ editionId: id, at }, counts, sums.get(id) ?? [], returns.get(id))] : [];
  });
  return new Map(known.map((figures) => [figures.editionId, figures]));
}

type Sum = { figure: EditionFigure; within: Within; count: number };

async function sumsOf({ db }: Context, editionIds: number[]): Promise<Map<number, Sum[]>> {
  const rows = await db
    .selectFrom("edition_figures")
    .select(["edition_id", "figure", "within", "count"])
    .where("edition_id", "in", editionIds)
    .execute();
  const sums = new Map<number, Sum[]>();
  for (const { edition_id, ...sum } of rows) sums.set(edition_id, [...(sums.get(edition_id) ?? []), sum as Sum]);
  return sums;
}

/** Those added up are taken as they were then; the others are counted now. */
async function statesOf(context: Context, ids: number[], sums: Map<number, Sum[]>): Promise<Map<number, Counts>> {
  const ledgers = await context.db
    .selectFrom("edition_ledgers")
    .select("edition_id as id")
    .where("edition_id", "in", ids)
    .where("due_at", "is", null)
    .where("counted_at", "is not", null)
    .execute();
  const kept = new Set(ledgers.map(({ id }) => id));
  const counted = await countEach(
    context,
    ids.filter((id) => !kept.has(id)),
  );
  for (const id of kept) {
    const counts = noCounts();
    for (const state of ["accepted", "refused", "uncertain", "withdrawn", "cancelled"] satisfies FinalState[]) {
      counts[state] = countIn(sums.get(id) ?? [], state);
      counts.total += counts[state];
    }
    counted.set(id, counts);
  }
  return counted;
}

function countIn(sums: Sum[], figure: EditionFigure, within?: Within): number {
  const fitting = sums.filter((sum) => sum.figure === figure && (within === undefined || sum.within === within));
  return fitting.reduce((sum, { count }) => sum + count, 0);
}

function figuresFrom(
  edition: { editionId: number; at: number },
  { total, accepted, refused, uncertain, withdrawn, cancelled, queued, sending }: Counts,
  sums: Sum[],
  returns: Record<ReturnKind, number> | undefined,
): IssueFigures {
  const ways = (within?: Within) =>
    countIn(sums, "left one-click", within) + countIn(sums, "left page", within) + countIn(sums, "left mail", within);
  return {
    ...edition,
    ...{ audience: total, accepted, refused, uncertain, withdrawn, cancelled, waiting: queued + sending },
    bounced: { hard: returns?.hard ?? 0, soft: returns?.soft ?? 0, blocked: returns?.block ?? 0 },
    complained: returns?.complaint ?? 0,
    left: {
      all: ways(),
      oneClick: countIn(sums, "left one-click"),
      page: countIn(sums, "left page"),
      mail: countIn(sums, "left mail"),
      withinDay: ways("day"),
      later: ways("later"),
      cameBack: countIn(sums, "came-back"),
      reasons: leaveReasons
        .map((reason) => ({ reason, count: countIn(sums, `reason ${reason}`) }))
        .filter(({ count }) => count > 0),
      words: [],
    },
    replies: countIn(sums, "replies"),
  };
}
