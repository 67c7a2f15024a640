import { sql } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import type { Verdict } from "./scene.server.ts";
import { summedLinksOf, noteChange, type SumChanges } from "./sums.server.ts";
import { awaitTurn } from "./turn.server.ts";

/** Rows of sums that are read at once: one for each reader, link and verdict. */
const pageSize = 20_000;

/**
 * Makes the sums of an edition from its hits. Readers whose hits name nobody any more are taken over from the old sums: nothing else
 * knows them.
 */
export function rebuildClickSums(context: Context, editionId: number): Promise<void> {
  return inTransaction(context, async (context) => {
    await awaitTurn(context);
    const { db } = context;
    const sums = await sumsFromHits(context, editionId);
    const gone = await db
      .selectFrom("click_sums")
      .select(["edition_id", "what", "verdict", "gone_readers"])
      .where("edition_id", "=", editionId)
      .where("gone_readers", ">", 0)
      .execute();
    const rows = new Map([...sums].map(([key, sum]) => [key, { ...sum, gone_readers: 0 }]));
    for (const { gone_readers, ...sum } of gone) {
      const key = `${editionId} ${sum.verdict} ${sum.what}`;
      const row = rows.get(key) ?? { ...sum, hits: 0, readers: 0, gone_readers: 0 };
      rows.set(key, { ...row, readers: row.readers + gone_readers, gone_readers });
    }
    await db.deleteFrom("click_sums").where("edition_id", "=", editionId).execute();
    await insertRows(db, "click_sums", [...rows.values()]);
  });
}

/**
 * Returns the sums of clicks in an edition by their names, as they are kept and as its hits say. Nothing is locked for it: who
 * compares them looks at the kept ones before and after.
 */
export async function clickSumsOf(context: Context, editionId: number, from: "sums" | "hits") {
  const kept = await context.db.selectFrom("click_sums").selectAll().where("edition_id", "=", editionId).execute();
  const counts = new Map<string, number>();
  const add = ({ what, verdict, hits, readers }: Omit<(typeof kept)[number], "gone_readers" | "edition_id">) => {
    for (const [name, count] of [
      [`requests for ${what}`, hits],
      [`readers of ${what}`, readers],
    ] as const)
      counts.set(`${name}, ${verdict}`, (counts.get(`${name}, ${verdict}`) ?? 0) + count);
  };
  if (from === "sums") for (const row of kept) add(row);
  else {
    for (const sum of (await sumsFromHits(context, editionId)).values()) add(sum);
    for (const row of kept) add({ ...row, hits: 0, readers: row.gone_readers });
  }
  return counts;
}

/** Reads by readers, in pages: an edition may have ten million hits. */
async function sumsFromHits(context: Context, editionId: number): Promise<SumChanges> {
  const links = await summedLinksOf(context, editionId);
  const sums: SumChanges = new Map();
  const nobodys = await judgedHits(context, editionId).where("subscriber_id", "is", null).execute();
  noteChange(sums, editionId, links, null, nobodys.map(asJudged));
  for (let after: number | null = 0; after !== null;) {
    const rows = await judgedHits(context, editionId)
      .where("subscriber_id", ">", after)
      .where("subscriber_id", "<=", await endOfPage(context, editionId, after))
      .execute();
    for (const ofReader of Map.groupBy(rows, ({ subscriber_id }) => subscriber_id).values())
      noteChange(sums, editionId, links, [], ofReader.map(asJudged));
    after = rows.length === 0 ? null : Math.max(...rows.map(({ subscriber_id }) => subscriber_id!));
  }
  return sums;
}

function judgedHits({ db }: Context, editionId: number) {
  return db
    .selectFrom("edition_hits")
    .select(({ fn }) => ["subscriber_id", "n", "verdict", fn.countAll<number>().as("count")])
    .where("edition_id", "=", editionId)
    .where("judged_at", "is not", null)
    .groupBy(["subscriber_id", "n", "verdict"]);
}

type JudgedRow = { n: number | null; verdict: Verdict | null; count: number };
const asJudged = ({ n, verdict, count }: JudgedRow) => ({ n, verdict: verdict!, count: Number(count) });

/** The reader with whom a page ends; readers of a page are read whole. */
async function endOfPage({ db }: Context, editionId: number, after: number): Promise<number> {
  const hits = db
    .selectFrom("edition_hits")
    .select("subscriber_id")
    .where("edition_id", "=", editionId)
    .where("subscriber_id", ">", after)
    .orderBy("subscriber_id")
    .limit(pageSize)
    .as("hits");
  const { last } = await db
    .selectFrom(hits)
    .select(sql<number | null>`max(subscriber_id)`.as("last"))
    .executeTakeFirstOrThrow();
  return last ?? after;
}
