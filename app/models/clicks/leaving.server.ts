import type { Context } from "#app/context.server.ts";
import { summedLinksOf, sumsOf } from "./sums.server.ts";
import { awaitTurn } from "./turn.server.ts";

/**
 * Takes a reader’s name from their hits, with program and network: after an erasure (C-08) and a refusal. The hits stay, judged, and
 * the sums count the reader as before. Hits that wait are judged by what each is. The reader is locked before.
 * @param only of these editions; all when left out
 */
export async function forgetReaderOfHits(context: Context, subscriberId: number, only?: number[]): Promise<void> {
  const { db } = context;
  await awaitTurn(context);
  // By the index of editions and readers: nothing finds all hits of one reader.
  const editions = await db
    .selectFrom("editions")
    .select("id")
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("edition_hits")
          .select("edition_hits.id")
          .whereRef("edition_hits.edition_id", "=", "editions.id")
          .where("edition_hits.subscriber_id", "=", subscriberId)
          .limit(1)
          .offset(0),
      ),
    )
    .$if(only !== undefined, (query) => query.where("id", "in", only!))
    .execute();
  for (const { id } of editions) await keepCounted(context, id, subscriberId);
}

/**
 * Forgets the programs that only this reader came with, in the transaction of an erasure and before their hits lose the name: one may be
 * named like nobody else’s. Only hits of the last weeks have programs, so that few are looked at.
 */
export async function forgetProgramsOf({ db }: Context, subscriberId: number): Promise<void> {
  const own = await db
    .selectFrom("editions")
    .innerJoin("edition_hits", "edition_hits.edition_id", "editions.id")
    .select("agent_id")
    .distinct()
    .where("subscriber_id", "=", subscriberId)
    .where("agent_id", "is not", null)
    .execute();
  for (const { agent_id } of own) {
    const others = await db
      .selectFrom("edition_hits")
      .select("id")
      .where("network", "is not", null)
      .where("agent_id", "=", agent_id)
      .where(({ or, eb }) => or([eb("subscriber_id", "is", null), eb("subscriber_id", "!=", subscriberId)]))
      .limit(1)
      .executeTakeFirst();
    if (!others) await db.deleteFrom("agents").where("id", "=", agent_id).execute();
  }
}

async function keepCounted(context: Context, editionId: number, subscriberId: number): Promise<void> {
  const { db } = context;
  const links = await summedLinksOf(context, editionId);
  const rows = await db
    .selectFrom("edition_hits")
    .select(["n", "verdict"])
    .distinct()
    .where("edition_id", "=", editionId)
    .where("subscriber_id", "=", subscriberId)
    .where("judged_at", "is not", null)
    .execute();
  const names = new Map(
    rows.flatMap(({ n, verdict }) => sumsOf(n, links).map((what) => [`${verdict} ${what}`, { what, verdict }])),
  );
  for (const { what, verdict } of names.values())
    await db
      .updateTable("click_sums")
      .set(({ eb }) => ({ gone_readers: eb("gone_readers", "+", 1) }))
      .where("edition_id", "=", editionId)
      .where("what", "=", what)
      .where("verdict", "=", verdict!)
      .execute();
  await db
    .updateTable("edition_hits")
    .set({ subscriber_id: null, agent_id: null, network: null, signals: "" })
    .where("edition_id", "=", editionId)
    .where("subscriber_id", "=", subscriberId)
    .execute();
}
