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
