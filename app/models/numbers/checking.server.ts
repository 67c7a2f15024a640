import type { Context } from "#app/context.server.ts";
import { clickSumsOf } from "#app/models/clicks/rebuilding.server.ts";
import { countEach } from "#app/models/deliveries/deliveries.server.ts";
import { finalStates } from "./editionSums.server.ts";
import { recountLists } from "./listSums.server.ts";

/** Why a kept sum is not what the rows of now say; `wrong`: nothing explains it. */
export const differenceWords = {
  wrong: "It should be the same. Please report it.",
  rowsWent:
    "rows went since: a reader was erased, left again or took it back, a conversation was deleted, or a year is over",
  byHand: "somebody marked a letter as an answer, or moved it, after it was counted",
  moving: "something was counted meanwhile; check again",
} as const;

type Why = keyof typeof differenceWords;

/** A figure whose kept sum differs from its rows. `of`: the list, or the issue or digest; `figure` in the words of its table. */
export type SumDifference = { of: string; figure: string; kept: number; counted: number; why: Why };

/** The outcome of a check; `figures`: how many sums were compared. */
type SumsChecked = { figures: number; differences: SumDifference[]; isWhole: boolean };

/**
 * Compares every kept sum with the rows that it is made of, beside the running site. It locks and changes nothing.
 * @param tell is called with what is counted next
 */
export async function checkSums(
  context: Context,
  stop: AbortSignal,
  tell: (what: string) => void = () => {},
): Promise<SumsChecked> {
  const checked: SumsChecked = { figures: 0, differences: [], isWhole: true };
  const add = ({ figures, differences }: Compared) => {
    checked.figures += figures;
    checked.differences.push(...differences);
  };
  tell("lists");
  add(await checkLists(context, stop));
  for (const { id, of } of await allEditions(context)) {
    if (stop.aborted) return { ...checked, isWhole: false };
    tell(of);
    const wrong = () => "wrong" as const;
    const nameOf = (figure: string) => ({ of, figure });
    const clicks = (from: "sums" | "hits") => clickSumsOf(context, id, from);
    add(await compare({ kept: () => clicks("sums"), counted: () => clicks("hits"), nameOf, whyOf: wrong }));
    const [kept, counted] = [() => keptSums(context, id), () => countedRows(context, id)];
    add(await compare({ kept, counted, nameOf, whyOf: whyOfEdition }));
  }
  return { ...checked, isWhole: !stop.aborted };
}

async function allEditions({ db }: Context): Promise<{ id: number; of: string }[]> {
  const rows = await db
    .selectFrom("editions")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .select(["editions.id", "issues.number", "digest_id as digest"])
    .orderBy("editions.id")
    .execute();
  return rows.map(({ id, number, digest }) => ({
    id,
    of: number === null ? `digest ${digest ?? id}` : `issue ${number}`,
  }));
}

type Compared = Pick<SumsChecked, "figures" | "differences">;
type Comparison = {
  kept: () => Promise<Map<string, number>>;
  /** A figure that is not among these cannot be counted any more. */
  counted: () => Promise<Map<string, number>>;
  nameOf: (key: string) => { of: string; figure: string };
  whyOf: (difference: Omit<SumDifference, "why">) => Why;
};

/** Kept sums are read before and after: those that changed meanwhile are told as such. */
async function compare({ kept, counted, nameOf, whyOf }: Comparison): Promise<Compared> {
  const [before, now, after] = [await kept(), await counted(), await kept()];
  const keys = [...new Set([...before.keys(), ...now.keys()])].sort();
  const differences = keys.flatMap((key): SumDifference[] => {
    const one = { ...nameOf(key), kept: before.get(key) ?? 0, counted: now.get(key) ?? 0 };
    if (one.kept === one.counted) return [];
    return [{ ...one, why: one.kept === (after.get(key) ?? 0) ? whyOf(one) : "moving" }];
  });
  return { figures: keys.length, differences };
}

/** Sums of lists need nothing that is ever deleted, so that they are the same for ever. */
async function checkLists(context: Context, stop: AbortSignal): Promise<Compared> {
  const lists = await context.db.selectFrom("lists").select(["id", "name"]).execute();
  const nameOf = (key: string) => {
    const [id, day, figure, source] = key.split("\t") as [string, string, string, string];
    const of = lists.find((list) => String(list.id) === id)?.name ?? `list ${id}`;
    return { of, figure: `${figure} on ${day}${source && `, ${source}`}` };
  };
  const counted = () => recountLists(context, stop);
  const compared = await compare({ kept: () => keptLists(context), counted, nameOf, whyOf: () => "wrong" });
  return stop.aborted ? { figures: 0, differences: [] } : compared;
}

async function keptLists({ db }: Context): Promise<Map<string, number>> {
  const rows = await db.selectFrom("list_days").selectAll().where("count", "!=", 0).execute();
  return new Map(rows.map((row) => [[row.list_id, row.day, row.figure, row.source].join("\t"), row.count]));
}

/** The rows of an edition go with time, and its sums stay: more kept than rows is as it should be, fewer is not. */
function whyOfEdition({ figure, kept, counted }: Omit<SumDifference, "why">): Why {
  if ((finalStates as readonly string[]).includes(figure)) return "wrong";
  if (kept > counted) return "rowsWent";
  return figure.startsWith("replies") ? "byHand" : "wrong";
}

async function keptSums({ db }: Context, id: number): Promise<Map<string, number>> {
  const rows = await db.selectFrom("edition_figures").selectAll().where("edition_id", "=", id).execute();
  // Nothing else tells that somebody took leaving back.
  const counted = rows.filter(({ figure }) => figure !== "came-back");
  return sumsByName(
    counted.map(({ figure, within, count }) => [figure === "replies" ? figure : nameOf(figure, within), count]),
  );
}

const nameOf = (figure: string, within: string) => (within === "" ? figure : `${figure}, ${within}`);

function sumsByName(counts: [name: string, count: number | string | bigint][]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + Number(count));
  return sums;
}

async function countedRows(context: Context, id: number): Promise<Map<string, number>> {
  const { db } = context;
  const departures = await db
    .selectFrom("departures")
    .select(({ fn }) => ["way", "within", "reason", fn.countAll<number>().as("count")])
    .where("edition_id", "=", id)
    .groupBy(["way", "within", "reason"])
    .execute();
  const replies = await db
    .selectFrom("conversation_messages as message")
    .innerJoin("conversations", "conversations.id", "message.conversation_id")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("edition_id", "=", id)
    .where("direction", "=", "in")
    .where("message.kind", "=", "reply")
    .where("apart", "is", null)
    .executeTakeFirstOrThrow();
  return sumsByName([
    ...(await statesOf(context, id)),
    ...departures.map(({ way, within, count }): [string, number] => [nameOf(`left ${way}`, within), Number(count)]),
    ...departures.flatMap(({ reason, count }): [string, number][] =>
      reason === null ? [] : [[`reason ${reason}`, Number(count)]],
    ),
    ["replies", replies.count],
  ]);
}

/** An edition that goes out, or waits to be added up, has no sums of its deliveries. */
async function statesOf(context: Context, id: number): Promise<[string, number][]> {
  const ledger = await context.db
    .selectFrom("edition_ledgers")
    .select("edition_id")
    .where("edition_id", "=", id)
    .where("due_at", "is", null)
    .where("counted_at", "is not", null)
    .executeTakeFirst();
  const counts = ledger && (await countEach(context, [id])).get(id);
  return counts ? finalStates.map((state): [string, number] => [state, counts[state]]) : [];
}
