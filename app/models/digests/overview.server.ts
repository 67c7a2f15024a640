import type { Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import { countAll, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { formatMonth, nextMonth } from "#app/models/months.server.ts";
import { listsWithCounts } from "#app/models/readers/lists.server.ts";
import type { DigestsTable } from "#db/schema/issues.ts";

/** A list's month for the desk; times and months formatted. */
export type DigestLine = {
  id: number;
  month: string;
  list: string;
  status: DigestsTable["status"];
  detail: string;
  at: string;
  /** Null when nothing was sent. */
  counts: Counts | null;
};

/** Lists the last digests, newest first. */
export async function digestLines(context: Context, limit = 12): Promise<DigestLine[]> {
  const timeZone = await timeZoneOf(context);
  const rows = await context.db
    .selectFrom("digests")
    .innerJoin("lists", "lists.id", "digests.list_id")
    .leftJoin("editions", "editions.digest_id", "digests.id")
    .select((eb) => [
      ...(["digests.id", "month", "status", "detail", "at", "editions.id as editionId"] as const),
      eb.fn.coalesce("list_name", "lists.name").as("list"),
    ])
    .orderBy("month", "desc")
    .orderBy("list_id")
    .limit(limit)
    .execute();
  const counts = await countAll(
    context,
    rows.flatMap(({ editionId }) => editionId ?? []),
  );
  return rows.map(({ editionId, ...row }) => ({
    ...row,
    month: formatMonth(row.month),
    at: formatMoment(row.at, timeZone),
    counts: (editionId !== null && counts.get(editionId)) || null,
  }));
}

/** The next digest: its time, its month, and the number of its readers on each list. */
export type NextDigest = { month: string; at: string; lists: { name: string; monthly: number }[] };

export async function nextDigest(context: Context): Promise<NextDigest> {
  const timeZone = await timeZoneOf(context);
  const { month, dueAt } = nextMonth(context.clock(), timeZone);
  const lists = (await listsWithCounts(context)).map(({ name, monthly }) => ({ name, monthly }));
  return { month: formatMonth(month), at: formatMoment(dueAt, timeZone), lists };
}
