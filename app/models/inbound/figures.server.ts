import type { ExpressionBuilder } from "kysely";
import type { Context } from "#app/context.server.ts";
import { countAll } from "#app/models/deliveries/deliveries.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { returnsOfSends, type ReturnKind } from "#app/models/deliveries/returns.server.ts";
import { hasDeliveries } from "#app/models/ledgerRows.server.ts";
import type { Schema } from "#db/schema.ts";

/** The counts of one issue or digest. `title`: like `Issue 12`; `accepted`: what was handed over. */
export type EditionFigures = {
  editionId: number;
  title: string;
  path: string;
  at: number;
  counts: Record<ReturnKind, number>;
};

function triedOf(eb: ExpressionBuilder<Schema, "editions">) {
  return eb
    .selectFrom("editions as tried")
    .select("tried.id")
    .whereRef("tried.issue_id", "=", "editions.issue_id")
    .where("tried.variant", "is not", null)
    .where((eb) => hasDeliveries(eb, "tried.id"));
}

/** @returns the figures of the last issues and digests that went out, the newest first */
export async function recentFigures(context: Context, most = 12): Promise<EditionFigures[]> {
  const editions = await context.db
    .selectFrom("editions")
    .select(["id", "issue_id", "digest_id", "frozen_at"])
    .where("variant", "is", null)
    // All readers of a small list may be in the editions of tried subjects.
    .where((eb) => eb.or([hasDeliveries(eb), eb.exists(triedOf(eb))]))
    .orderBy("frozen_at", "desc")
    .limit(most)
    .execute();
  const ids = editions.map(({ id }) => id);
  const returns = await returnsOfSends(context, ids);
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
