import type { Context } from "#app/context.server.ts";
import { minute, second } from "#app/models/durations.ts";

/** Fewer are counted for each page: of a million, a count takes a quarter of a second. */
const many = 100_000;
/** A count is made again in the background once it is older, if somebody asks; and at once when it is much older. */
const fresh = 10 * second;
const old = 10 * minute;
/** Every change of a subscription is a step of the chain: a count is off by as many at most. */
const tolerated = 1 / 1000;

/**
 * Counts subscriptions for a page. Of large lists it may be the last count, off by less than one in a thousand and at most ten
 * minutes old. Within a transaction it never is: what is decided by a count is decided by a true one.
 * @param name of the count, like `choices of list 3`
 * @param readers how many readers a value counts in all
 */
export async function knownCount<T>(
  context: Context,
  name: string,
  count: () => Promise<T>,
  readers: (value: T) => number,
): Promise<T> {
  if (context.db.isTransaction) return count();
  const known = context.counted.get(name);
  if (!known) return counted(context, name, count, readers);
  const [step, age] = [await stepsOfConsent(context), context.clock() - known.at];
  if (age > old || age < 0 || Math.abs(step - known.step) > known.readers * tolerated)
    return counted(context, name, count, readers);
  if (age > fresh) countInBackground(context, name, () => counted(context, name, count, readers));
  return known.value as T;
}

async function counted<T>(
  context: Context,
  name: string,
  count: () => Promise<T>,
  readersOf: (value: T) => number,
): Promise<T> {
  const step = await stepsOfConsent(context);
  const value = await count();
  const readers = readersOf(value);
  if (readers >= many) context.counted.set(name, { value, readers, at: context.clock(), step });
  else context.counted.delete(name);
  return value;
}

function countInBackground(context: Context, name: string, work: () => Promise<unknown>): void {
  const key = `count: ${name}`;
  if (context.underWay.has(key)) return;
  const running = work()
    .catch((error: unknown) => context.log.debug({ error, name }, "a count was not made again"))
    .finally(() => context.underWay.delete(key));
  context.underWay.set(key, running);
}

async function stepsOfConsent({ db }: Context): Promise<number> {
  const { events } = await db.selectFrom("consent_head").select("events").executeTakeFirstOrThrow();
  return events;
}
