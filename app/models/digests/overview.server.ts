import type { Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import { formatMonth, nextMonth } from "#app/models/months.server.ts";
import { listsWithCounts } from "#app/models/readers/lists.server.ts";
import type { DeliveryStatus, DigestsTable } from "#db/schema.ts";

/** How many copies a digest has in each state; their sum is whom it was for (T-17). */
type CopyCounts = Partial<Record<DeliveryStatus, number>>;

/** A month of a list, as the desk shows it; times and months in words. */
export type DigestLine = {
  id: number;
  month: string;
  list: string;
  status: DigestsTable["status"];
  detail: string;
  at: string;
  counts: CopyCounts;
};

/** The last digests, the newest first. */
export async function digestLines(context: Context, limit = 12): Promise<DigestLine[]> {
  const timeZone = await timeZoneOf(context);
  const rows = await context.db
    .selectFrom("digests")
    .select(["id", "month", "list_name as list", "status", "detail", "at"])
    .orderBy("month", "desc")
    .orderBy("list_id")
    .limit(limit)
    .execute();
  const counts = await copyCounts(
    context,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...row,
    month: formatMonth(row.month),
    at: formatMoment(row.at, timeZone),
    counts: counts.get(row.id) ?? {},
  }));
}

/** The ledger of each digest; what is too old to be kept copy by copy counts too (C-10). */
export async function copyCounts(context: Context, ids: number[]): Promise<Map<number, CopyCounts>> {
  const counts = new Map<number, CopyCounts>();
  if (ids.length === 0) return counts;
  const rows = await context.db
    .selectFrom("letters")
    .select(({ fn }) => ["digest_id", "status", fn.countAll<number>().as("count")])
    .where("digest_id", "in", ids)
    .groupBy(["digest_id", "status"])
    .execute();
  const folded = await context.db.selectFrom("digest_sums").selectAll().where("digest_id", "in", ids).execute();
  for (const { digest_id, status, count } of [...rows, ...folded]) {
    const known = counts.get(digest_id!) ?? {};
    counts.set(digest_id!, { ...known, [status]: (known[status] ?? 0) + count });
  }
  return counts;
}

/** The digest that comes next: when, of which month, and how many readers of each list want one. */
export type NextDigest = { month: string; at: string; lists: { name: string; monthly: number }[] };

export async function nextDigest(context: Context): Promise<NextDigest> {
  const timeZone = await timeZoneOf(context);
  const { month, dueAt } = nextMonth(context.clock(), timeZone);
  const lists = (await listsWithCounts(context)).map(({ name, monthly }) => ({ name, monthly }));
  return { month: formatMonth(month), at: formatMoment(dueAt, timeZone), lists };
}

/** A digest that one person got, or was to get. */
export type CopyLine = {
  id: number;
  month: string;
  list: string;
  status: DeliveryStatus;
  attempts: number;
  finishedAt: number | null;
  reply: string | null;
};

/** The digests for one person, the newest first. */
export async function copiesOfSubscriber(context: Context, subscriberId: number): Promise<CopyLine[]> {
  const rows = await context.db
    .selectFrom("letters")
    .innerJoin("digests", "digests.id", "letters.digest_id")
    .select(["digests.id", "month", "list_name as list", "letters.status", "attempts"])
    .select(["finished_at as finishedAt", "reply"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("month", "desc")
    .orderBy("digests.list_id")
    .execute();
  return rows.map((row) => ({ ...row, month: formatMonth(row.month) }));
}
