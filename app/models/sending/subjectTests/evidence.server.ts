import type { Context } from "#app/context.server.ts";
import { countingOf } from "#app/models/clicks/counting.server.ts";
import { sumKeys } from "#app/models/clicks/sums.server.ts";
import { countEach } from "#app/models/deliveries/deliveries.server.ts";
import { returnsOfEditions } from "#app/models/deliveries/returns.server.ts";
import { triedEditions } from "#app/models/deliveries/sends.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { triedSubjects, type ArmSeen, type SubjectTest } from "./store.server.ts";
import type { CountedAct } from "./words.ts";

/** Counts, by edition, the readers of each who did something. */
type Count = (context: Context, editionIds: number[]) => Promise<Map<number, number>>;

/** The counts before a decision, by what is counted. */
const counts: Record<CountedAct, Count> = { clicks: countClickers, replies: countRepliers };

/**
 * Returns how each subject of a test has done so far, and by what that is counted. An operator who decides sees clicks where
 * they are counted, else replies.
 */
export async function evidenceOf(
  context: Context,
  { issueId, decides }: SubjectTest,
): Promise<{ counted: CountedAct; arms: ArmSeen[] }> {
  const tried = await triedSubjects(context, issueId);
  const ids = tried.map(({ editionId }) => editionId);
  const ledger = await countEach(context, ids);
  const counted = decides !== "hand" ? decides : tried.every(({ countsClicks }) => countsClicks) ? "clicks" : "replies";
  const did = await counts[counted](context, ids);
  const arms = tried.map(({ editionId, subject }) => {
    const readers = ledger.get(editionId)?.accepted ?? 0;
    // One may come from a reader of whose delivery nobody knows the end.
    return { editionId, subject, readers, did: Math.min(readers, did.get(editionId) ?? 0) };
  });
  return { counted, arms };
}

/** Counts the readers who opened a link themselves, as the rules judge it; machines never count. */
async function countClickers({ db }: Context, editionIds: number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("click_sums")
    .select(["edition_id", "readers"])
    .where("edition_id", "in", [0, ...editionIds])
    .where("what", "=", sumKeys.all)
    .where("verdict", "=", "person")
    .execute();
  return new Map(rows.map(({ edition_id, readers }) => [edition_id, readers]));
}

/** Counts the readers who answered it in their own words: no out-of-office notes, and nothing that stands apart. */
async function countRepliers({ db }: Context, editionIds: number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("conversations")
    .select(({ fn }) => ["edition_id as id", fn.count<number>("subscriber_id").distinct().as("readers")])
    .where("edition_id", "in", [0, ...editionIds])
    .where("apart", "is", null)
    .where("is_reader", "=", 1)
    .groupBy("edition_id")
    .execute();
  return new Map(rows.flatMap(({ id, readers }) => (id === null ? [] : [[id, readers] as const])));
}

/** The things that a list's tests can go by: whether clicks are counted, and which share of readers did something, from 0 to 1. */
export type SubjectFacts = { countsClicks: boolean; clickRate: number | null; replyRate: number | null };

/** Issues whose readers tell what is usual. */
const lately = 5;

/** Returns what is known of an issue's list; a rate is null where nothing was counted yet, and while one subject is enough. */
export async function subjectFacts(context: Context, { list, subjectPlan }: Issue): Promise<SubjectFacts> {
  const countsClicks = (await countingOf(context, list.id)).clicks !== null;
  if (!subjectPlan) return { countsClicks, clickRate: null, replyRate: null };
  const own = await lastEditions(context, list.id);
  const ids = [...own, ...(await triedEditions(context, own)).keys()];
  const readers = sum([...(await returnsOfEditions(context, ids)).values()].map(({ accepted }) => accepted));
  const rate = async (count: Count) => sum([...(await count(context, ids)).values()]) / readers || null;
  return {
    countsClicks,
    clickRate: countsClicks ? await rate(countClickers) : null,
    replyRate: await rate(countRepliers),
  };
}

async function lastEditions(context: Context, listId: number): Promise<number[]> {
  const rows = await context.db
    .selectFrom("issues")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select("editions.id")
    .where("list_id", "=", listId)
    .where("status", "=", "sent")
    .where("elsewhere", "is", null)
    .where("variant", "is", null)
    .orderBy("frozen_at", "desc")
    .limit(lately)
    .execute();
  return rows.map(({ id }) => id);
}

function sum(numbers: number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
