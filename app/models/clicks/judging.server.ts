import { inTransaction, type Context } from "#app/context.server.ts";
import { noteSigns } from "#app/models/readerSigns.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { noteCrowds, type Waiting } from "./crowds.server.ts";
import { judge, type Judgement } from "./judge.server.ts";
import type { Verdict } from "./scene.server.ts";
import {
  countLinks,
  summedLinksOf,
  noteChange,
  writeSums,
  type Judged,
  type SumChanges,
  type SummedLink,
} from "./sums.server.ts";
import { groupsOf, hitOf, rowsOf, type ReaderHits, type Span } from "./surroundings.server.ts";
import { takeTurn } from "./turn.server.ts";

/** Until then others come: a gateway looks at the next link, the second at other readers. Milliseconds. */
export const settles = 90_000;
const batch = 1000;
const stepsAtOnce = 3;
/** So much is read around new hits, and so much of it may be judged otherwise because of them. */
const hour = 3_600_000;
const quarter = 900_000;

/**
 * Judges hits whose surroundings are complete, some thousand at most. Those of the same reader shortly before are judged once more: a
 * later hit may show what they were. A sender calls it each second.
 * @returns how many hits were judged for the first time
 */
export async function judgeHits(context: Context): Promise<number> {
  let judged = 0;
  for (let step = 0; step < stepsAtOnce; step += 1) {
    const some = await judgeSome(context);
    judged += some;
    if (some < batch) break;
  }
  return judged;
}

async function judgeSome(context: Context): Promise<number> {
  if ((await waiting(context, 1).execute()).length === 0) return 0;
  return inTransaction(context, async (context) => {
    if (!(await takeTurn(context))) return 0;
    const rows = await waiting(context, batch).execute();
    await noteCrowds(context, rows);
    const changes: SumChanges = new Map();
    for (const [editionId, ofEdition] of Map.groupBy(rows, ({ edition_id }) => edition_id))
      await judgeOfEdition(context, changes, editionId, ofEdition);
    await writeSums(context, changes);
    return rows.length;
  });
}

function waiting({ db, clock }: Context, most: number) {
  return db
    .selectFrom("edition_hits")
    .select(["id", "edition_id", "subscriber_id", "n", "at"])
    .where("judged_at", "is", null)
    .where("at", "<=", clock() - settles)
    .orderBy("id")
    .limit(most);
}

async function judgeOfEdition(context: Context, changes: SumChanges, editionId: number, rows: Waiting[]) {
  const links = await summedLinksOf(context, editionId);
  const times = rows.map(({ at }) => at);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const readers = rows.flatMap(({ subscriber_id }) => subscriber_id ?? []);
  const span = { from: first - hour, to: last + hour };
  const idsOf = (isNamed: boolean) =>
    rows.filter(({ subscriber_id }) => (subscriber_id !== null) === isNamed).map(({ id }) => id);
  const groups = await groupsOf(context, editionId, readers, countLinks(links), span, idsOf(true));
  const due = { from: first - quarter, to: Math.min(last + quarter, context.clock() - settles) };
  await judgeGroups(context, changes, links, groups, due, new Set(idsOf(true)));
  await judgeNobodys(context, changes, editionId, links, idsOf(false));
}

/**
 * Judges hits of readers on one edition and adds what that changes in its sums.
 * @param due the times of those that may be judged now; null: all that were judged before
 * @param also ids of those that wait
 * @returns how many were judged otherwise, or for the first time
 */
export async function judgeGroups(
  context: Context,
  changes: SumChanges,
  links: ReadonlyMap<number, SummedLink>,
  groups: ReaderHits[],
  due: Span | null,
  also: ReadonlySet<number> = new Set(),
): Promise<number> {
  if (groups.length === 0) return 0;
  const { editionId } = groups[0]!;
  const before = await judgedOf(
    context,
    editionId,
    groups.map(({ subscriberId }) => subscriberId),
  );
  const news: Judgement[] = [];
  const signs: Parameters<typeof noteSigns>[1] = [];
  for (const group of groups) {
    const hits = new Map(group.hits.map((hit) => [hit.id, hit]));
    const old = before.get(group.subscriberId) ?? [];
    const now = [...old];
    for (const judgement of judge(group)) {
      const { kept, n, at } = hits.get(judgement.id)!;
      const isDue = also.has(judgement.id) || (kept !== null && (due === null || (at >= due.from && at <= due.to)));
      if (!isDue || (kept?.rule === judgement.rule && kept.verdict === judgement.verdict)) continue;
      news.push(judgement);
      if (judgement.verdict === "person")
        signs.push({ subscriberId: group.subscriberId, at, sign: n === null ? "open" : "click" });
      if (kept) now.push({ n, verdict: kept.verdict, count: -1 });
      now.push({ n, verdict: judgement.verdict, count: 1 });
    }
    noteChange(changes, editionId, links, old, now);
  }
  await writeJudgements(context, news);
  await noteSigns(context, signs);
  return news.length;
}

/** Hits of nobody have no surroundings: they are judged by what each of them is. */
async function judgeNobodys(
  context: Context,
  changes: SumChanges,
  editionId: number,
  links: ReadonlyMap<number, SummedLink>,
  ids: number[],
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await rowsOf(context)
    .where(isAmong(context.db, "edition_hits.id", ids))
    .execute();
  const around = { acceptedAt: null, links: countLinks(links), domain: "", sameSecond: new Map<number, number>() };
  const judgements = rows.map((row) => ({ n: row.n, ...judge({ ...around, hits: [hitOf(row)] })[0]! }));
  const now = judgements.map(({ n, verdict }) => ({ n, verdict, count: 1 }));
  noteChange(changes, editionId, links, null, now);
  await writeJudgements(context, judgements);
}

/** Returns how many hits of each link of each reader have been judged, and how. */
async function judgedOf({ db }: Context, editionId: number, readers: number[]): Promise<Map<number, Judged[]>> {
  const rows = await db
    .selectFrom("edition_hits")
    .select(({ fn }) => ["subscriber_id", "n", "verdict", fn.countAll<number>().as("count")])
    .where("edition_id", "=", editionId)
    .where(isAmong(db, "subscriber_id", readers))
    .where("judged_at", "is not", null)
    .groupBy(["subscriber_id", "n", "verdict"])
    .execute();
  const judged = rows.map((row) => ({ ...row, verdict: row.verdict as Verdict, count: Number(row.count) }));
  return Map.groupBy(judged, ({ subscriber_id }) => subscriber_id!);
}

async function writeJudgements({ db, clock }: Context, judgements: readonly Judgement[]): Promise<void> {
  const alike = Map.groupBy(judgements, ({ verdict, rule, confidence }) => [verdict, rule, confidence].join("\t"));
  for (const some of alike.values()) {
    const { verdict, rule, confidence } = some[0]!;
    await db
      .updateTable("edition_hits")
      .set({ verdict, rule, confidence, judged_at: clock() })
      .where(
        isAmong(
          db,
          "id",
          some.map(({ id }) => id),
        ),
      )
      .execute();
  }
}
