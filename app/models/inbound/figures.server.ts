import type { Context } from "#app/context.server.ts";
import { countAll } from "#app/models/deliveries/deliveries.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { returnsOfEditions, type ReturnKind } from "#app/models/deliveries/returns.server.ts";
import { hasDeliveries } from "#app/models/ledgerRows.server.ts";

/** The counts of one issue or digest. `title`: like `Issue 12`; `accepted`: what was handed over. */
export type EditionFigures = {
  editionId: number;
  title: string;
  path: string;
  at: number;
  counts: Record<ReturnKind, number>;
};

/** @returns the figures of the last issues and digests that went out, the newest first */
export async function recentFigures(context: Context, most = 12): Promise<EditionFigures[]> {
  const editions = await context.db
    .selectFrom("editions")
    .select(["id", "issue_id", "digest_id", "frozen_at"])
    .where(hasDeliveries)
    .orderBy("frozen_at", "desc")
    .limit(most)
    .execute();
  const ids = editions.map(({ id }) => id);
  const returns = await returnsOfEditions(context, ids);
  const ledger = await countAll(
    context,
    ids.filter((id) => !returns.get(id)?.accepted),
  );
  const figures: EditionFigures[] = [];
  for (const { id, issue_id, digest_id, frozen_at } of editions) {
    const send =
      issue_id === null ? { kind: "digest" as const, id: digest_id! } : { kind: "issue" as const, id: issue_id };
    const { title, path } = await nameOfSend(context, send);
    const counts = returns.get(id) ?? { accepted: 0, refused: 0, hard: 0, soft: 0, block: 0, complaint: 0, leave: 0 };
    const { accepted, refused } = ledger.get(id) ?? { accepted: 0, refused: 0 };
    const whole = { ...counts, accepted: counts.accepted || accepted, refused: counts.refused || refused };
    figures.push({ editionId: id, title, path, at: frozen_at, counts: whole });
  }
  return figures;
}
