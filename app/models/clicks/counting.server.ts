import { inTransaction, type Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { logAction } from "#app/models/auditLog.server.ts";

/** The things that a list may count beside its ledger; both off unless an operator turns them on (C-18, C-20). */
type Counted = "clicks" | "opens";
/** Since when a list counts it, in milliseconds; null: it does not. */
export type ListCounting = Record<Counted, number | null>;

const columns = { clicks: "clicks_since", opens: "opens_since" } as const satisfies Record<Counted, string>;
const nothing: ListCounting = { clicks: null, opens: null };

/** Says what a list counts now. An edition keeps what held when it was frozen: `editions.counts_clicks`. */
export async function countingOf(context: Context, listId: number): Promise<ListCounting> {
  const row = await context.db
    .selectFrom("list_counting")
    .select(["clicks_since as clicks", "opens_since as opens"])
    .where("list_id", "=", listId)
    .executeTakeFirst();
  return row ?? nothing;
}

/** A list with what it counts, and the number of its approved issues, which will go out so. */
export type CountingList = { id: number; name: string; counting: ListCounting; approved: number };

/** Lists all lists for the settings. */
export async function countingLists({ db }: Context): Promise<CountingList[]> {
  const rows = await db
    .selectFrom("lists")
    .leftJoin("list_counting", "list_counting.list_id", "lists.id")
    .select(["lists.id", "name", "clicks_since as clicks", "opens_since as opens"])
    .select(({ selectFrom, fn }) =>
      selectFrom("issues")
        .select(fn.countAll<number>().as("count"))
        .whereRef("issues.list_id", "=", "lists.id")
        .where("status", "=", "ready")
        .as("approved"),
    )
    .orderBy("lists.id")
    .execute();
  return rows.map(({ clicks, opens, approved, ...list }) => ({
    ...{ ...list, counting: { clicks, opens }, approved: Number(approved ?? 0) },
  }));
}

/** Milliseconds after a send: from then on nobody knows who clicked, and only counts stay. */
const readersKnownFor = 365 * day;

/**
 * Says what is counted anywhere: by a list now, or in a mail that went out when its list did, as long as it is kept who clicked. The
 * privacy policy follows from it.
 */
export async function countedAnywhere(context: Context): Promise<Record<Counted, boolean>> {
  const since = context.clock() - readersKnownFor;
  const now = await context.db
    .selectFrom("list_counting")
    .select(({ fn }) => [fn.max("clicks_since").as("clicks"), fn.max("opens_since").as("opens")])
    .executeTakeFirstOrThrow();
  const then = await context.db
    .selectFrom("editions")
    .select(({ fn }) => [fn.max("counts_clicks").as("clicks"), fn.max("counts_opens").as("opens")])
    .where("frozen_at", ">", since)
    .executeTakeFirstOrThrow();
  return { clicks: now.clicks !== null || then.clicks === 1, opens: now.opens !== null || then.opens === 1 };
}

/**
 * Turns the counting of one thing on or off for the issues of a list that are sent from now on; mail that went out stays as it is. Turned
 * on once more it begins then.
 * @param actor an operator's name, or the script
 * @returns true when it changed something
 */
export function setCounting(
  context: Context,
  actor: string,
  listId: number,
  what: Counted,
  on: boolean,
): Promise<boolean> {
  return inTransaction(context, async (context) => {
    if (((await countingOf(context, listId))[what] !== null) === on) return false;
    const now = context.clock();
    const changed = { [columns[what]]: on ? now : null, changed_by: actor, changed_at: now };
    await context.db
      .insertInto("list_counting")
      .values({ list_id: listId, clicks_since: null, opens_since: null, ...changed })
      .onConflict((conflict) => conflict.column("list_id").doUpdateSet(changed))
      .execute();
    await logAction(context, actor, "counting-set", `list ${listId}: ${what} ${on ? "on" : "off"}`);
    return true;
  });
}
