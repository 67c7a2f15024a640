import type { Context } from "#app/context.server.ts";

/**
 * Takes a reader’s name from their hits, with program and network: after an erasure (C-08) and a refusal. The hits stay. The reader
 * is locked before.
 */
export async function forgetReaderOfHits({ db }: Context, subscriberId: number): Promise<void> {
  const editions = await db
    .selectFrom("editions")
    .select("id")
    .where(({ eb, or }) => or([eb("counts_clicks", "=", 1), eb("counts_opens", "=", 1)]))
    .execute();
  if (editions.length === 0) return;
  await db
    .updateTable("edition_hits")
    .set({ subscriber_id: null, agent_id: null, network: null, signals: "" })
    .where(
      "edition_id",
      "in",
      editions.map(({ id }) => id),
    )
    .where("subscriber_id", "=", subscriberId)
    .execute();
}
