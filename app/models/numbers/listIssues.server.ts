import { triedEditions } from "#app/models/deliveries/sends.server.ts";
import type { Context } from "#app/context.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { formatMonth } from "#app/models/months.server.ts";
import { daysIn } from "#app/models/quarters.server.ts";
import { addFigures } from "./addedFigures.server.ts";
import { figuresOfEditions, type IssueFigures } from "./issueFigures.server.ts";
import type { ListFigures } from "./listFigures.server.ts";

/** An issue or a digest of a list, and what it won and lost. `title`: like `Issue 12`; `day`: when its send began. */
type ListIssue = {
  title: string;
  subject: string;
  path: string;
  day: string;
  figures: IssueFigures;
  /** Readers who joined from its day on, until the day before the next; null where that is not within the figures given. */
  joined: number | null;
};

/** @returns the last issues and digests of a list, the newest first; those that were sent elsewhere have no figures */
export async function issuesOfList(context: Context, list: ListFigures, most = 10): Promise<ListIssue[]> {
  const rows = await context.db
    .selectFrom("editions")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .leftJoin("digests", "digests.id", "editions.digest_id")
    .select(["editions.id", "frozen_at as at", "number", "editions.subject", "month", "digest_id as digestId"])
    .where(({ fn, eb }) => eb(fn.coalesce("issues.list_id", "digests.list_id"), "=", list.listId))
    .where("elsewhere", "is", null)
    .where("editions.variant", "is", null)
    .orderBy("frozen_at", "desc")
    .limit(most)
    .execute();
  const dayOf = daysIn(list.timeZone);
  const ids = rows.map(({ id }) => id);
  const tried = await triedEditions(context, ids);
  const figures = await figuresOfEditions(context, [...ids, ...tried.keys()]);
  return rows.flatMap(({ id, at, number, subject, month, digestId }, i) => {
    const parts = [id, ...[...tried].flatMap(([one, of]) => (of === id ? [one] : []))];
    const [first, ...others] = parts.flatMap((one) => figures.get(one) ?? []);
    if (!first) return [];
    const own = addFigures([first, ...others]);
    const name =
      number === null
        ? { title: `Digest of ${formatMonth(month!)}`, subject: "", path: `/desk/digests/${digestId}` }
        : { title: `Issue ${number}`, subject: subject ?? "", path: deskIssuePath(number, "numbers") };
    const next = rows[i - 1];
    const day = dayOf(at);
    return [{ ...name, day, figures: own, joined: joinedBetween(list, day, next ? dayOf(next.at) : null) }];
  });
}

function joinedBetween({ days }: ListFigures, from: string, next: string | null): number | null {
  if (days.length === 0 || from < days[0]!.day) return null;
  const within = days.filter(({ day }) => day >= from && (next === null || day < next));
  return within.reduce((sum, { counts }) => sum + counts.joined, 0);
}
