import { sql } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { judgeGroups } from "./judging.server.ts";
import { countLinks, summedLinksOf, writeSums, type SumChanges } from "./sums.server.ts";
import { groupsOf } from "./surroundings.server.ts";
import { awaitTurn } from "./turn.server.ts";

/** How far all that is kept has been judged once more. */
type Again = { done: number; of: number; changed: number; isWhole: boolean };

/** Readers whose hits are judged in one transaction. */
const readersAtOnce = 200;

/**
 * Judges all that is kept by the rules of now, from where an earlier run was stopped. Hits that name nobody have no surroundings and
 * keep their judgement, like those whose program and network are forgotten: see `judge`.
 * @param stop aborted when the process ends; what was done stays done
 */
export async function judgeHitsAgain(
  context: Context,
  stop: AbortSignal,
  onStep: (again: Again) => void,
): Promise<Again> {
  const again: Again = { done: 0, of: await countJudged(context), changed: 0, isWhole: false };
  await inTransaction(context, async (context) => {
    await awaitTurn(context);
    const begun = context.db.updateTable("click_judging").set({ begun_at: context.clock() });
    await begun.where("begun_at", "is", null).execute();
  });
  while (!stop.aborted) {
    const step = await inTransaction(context, judgePage);
    again.done += step.hits;
    again.changed += step.changed;
    again.isWhole = step.isLast;
    onStep(again);
    if (step.isLast) break;
  }
  return again;
}

async function countJudged({ db }: Context): Promise<number> {
  const from = await db.selectFrom("click_judging").selectAll().executeTakeFirst();
  const all = await db
    .selectFrom("edition_hits")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("subscriber_id", "is not", null)
    .where(isBehind(from?.edition_id ?? 0, from?.subscriber_id ?? 0))
    .executeTakeFirstOrThrow();
  return Number(all.count);
}

/** Both databases walk the index of editions and readers from there. */
function isBehind(editionId: number, subscriberId: number) {
  return sql<boolean>`(edition_id, subscriber_id) > (${editionId}, ${subscriberId})`;
}

async function judgePage(context: Context): Promise<{ hits: number; changed: number; isLast: boolean }> {
  await awaitTurn(context);
  const { db } = context;
  const from = await db.selectFrom("click_judging").selectAll().executeTakeFirstOrThrow();
  const page = await db
    .selectFrom("edition_hits")
    .select(["edition_id", "subscriber_id"])
    .distinct()
    .where("subscriber_id", "is not", null)
    .where(isBehind(from.edition_id ?? 0, from.subscriber_id ?? 0))
    .orderBy("edition_id")
    .orderBy("subscriber_id")
    .limit(readersAtOnce)
    .execute();
  const changes: SumChanges = new Map();
  const done = { hits: 0, changed: 0 };
  for (const [editionId, rows] of Map.groupBy(page, ({ edition_id }) => edition_id)) {
    const links = await summedLinksOf(context, editionId);
    const readers = rows.map(({ subscriber_id }) => subscriber_id!);
    const groups = await groupsOf(context, editionId, readers, countLinks(links), null);
    done.hits += groups.reduce((sum, { hits }) => sum + hits.length, 0);
    done.changed += await judgeGroups(context, changes, links, groups, null);
  }
  await writeSums(context, changes);
  const last = page.at(-1);
  const isLast = page.length < readersAtOnce;
  const to = isLast ? { begun_at: null, edition_id: null, subscriber_id: null } : last!;
  await db.updateTable("click_judging").set(to).where("id", "=", 1).execute();
  return { ...done, isLast };
}
