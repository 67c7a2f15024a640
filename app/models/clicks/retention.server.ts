import type { Context } from "#app/context.server.ts";

/** Forgets network and program of hits from before a time, at most of `most`; what was judged stays. @returns how many */
export async function forgetTraces({ db }: Context, before: number, most: number): Promise<number> {
  const rows = await db
    .updateTable("edition_hits")
    .set({ network: null, agent_id: null })
    .where("id", "in", (eb) =>
      eb
        .selectFrom("edition_hits as old")
        .select("old.id")
        .where("old.at", "<", before)
        .where("old.network", "is not", null)
        .limit(most),
    )
    .returning("id")
    .execute();
  return rows.length;
}

/** Forgets programs that nobody came with since a time. */
export async function forgetAgents({ db }: Context, before: number): Promise<void> {
  await db.deleteFrom("agents").where("seen_at", "<", before).execute();
}

/** Lists readers who are still known by hits in editions from before a time, at most `most`, by edition. */
export function oldReadersOfHits({ db }: Context, before: number, most: number) {
  return db
    .selectFrom("edition_hits")
    .select(["edition_id as editionId", "subscriber_id as subscriberId"])
    .distinct()
    .where("edition_id", "in", (eb) => eb.selectFrom("editions").select("editions.id").where("frozen_at", "<", before))
    .where("subscriber_id", "is not", null)
    .$narrowType<{ subscriberId: number }>()
    .limit(most)
    .execute();
}
