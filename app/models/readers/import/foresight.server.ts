import type { Context } from "#app/context.server.ts";
import { suppressionsAmong } from "#app/models/readers/suppressions.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { hasLeft, statusesOf, type Addition, type StatusHere } from "./addMany.server.ts";
import { wouldBeAsked } from "./askedPeople.server.ts";
import type { ListedPerson, TakenIn } from "./batches.server.ts";
import { isFormer } from "./formats.server.ts";
import { cameSince } from "./formerReaders.server.ts";

/** The list's side of a person: their subscriber, the status of their subscription, and whether they came by themselves. */
type Here = { status: StatusHere | undefined; stays: boolean };

/**
 * Foresees what `takeIn` would make of many people, and changes nothing.
 * @param people no two with one key
 * @returns the outcome for each, by key
 */
export async function foresee(
  context: Context,
  addition: Addition,
  people: ListedPerson[],
): Promise<Map<string, TakenIn>> {
  const keys = people.map(({ key }) => key);
  const suppressed = await suppressionsAmong(context, keys);
  const ids = await idsOf(context, keys);
  const before = await statusesOf(context, addition.list.id, [...ids.values()]);
  const mayStay = people.filter(({ state }) => state === "left" || state === "bounced");
  const former = mayStay.flatMap(({ key, leftAt }) => (ids.has(key) ? [{ id: ids.get(key)!, leftAt }] : []));
  const staying = await cameSince(context, addition.list.id, former, before);
  const asking = await wouldBeAsked(
    context,
    addition,
    people.filter(({ key }) => !suppressed.has(key)),
  );
  const became = (person: ListedPerson): TakenIn => {
    const id = ids.get(person.key) ?? 0;
    if (suppressed.has(person.key)) return { outcome: "suppressed" };
    if (asking.has(person.key)) return { outcome: "asked" };
    return outcomeOf(person, { status: before.get(id), stays: staying.has(id) }, addition.confirm);
  };
  return new Map(people.map((person) => [person.key, became(person)]));
}

function outcomeOf({ state }: ListedPerson, { status, stays }: Here, confirm: boolean): TakenIn {
  if (isFormer(state)) return stays ? { outcome: "stays" } : { outcome: state, wasActive: status === "active" };
  if (state !== "active") return { outcome: state };
  if (hasLeft(status)) return { outcome: "ended" };
  const joins = status === undefined || (status === "pending" && !confirm);
  return { outcome: joins ? "imported" : "alreadyThere" };
}

async function idsOf(context: Context, keys: string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const query = context.db
    .selectFrom("subscribers")
    .select(["id", "email_key"])
    .where(isAmong(context.db, "email_key", keys));
  return new Map((await query.execute()).map((row) => [row.email_key, row.id]));
}
