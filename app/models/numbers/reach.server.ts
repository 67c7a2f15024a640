import type { Context } from "#app/context.server.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import { suppressionsAmong } from "#app/models/readers/suppressions.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { countReach, type ReachedReader } from "./listSums.server.ts";

/** Counts readers whose address is suppressed, or is not any more, for the lists that they are on. */
export async function followReach(
  context: Context,
  events: DomainEvent<"reader-suppressed" | "suppression-lifted">[],
): Promise<void> {
  const reasons = await reasonsOf(
    context,
    events.map(({ subject }) => subject),
  );
  await countNew(
    context,
    events.map(({ kind, subject, seq, at }) => ({
      ...{ subscriberId: subject, at, seq, reach: kind === "reader-suppressed" ? "lost" : "back" },
      reason: kind === "reader-suppressed" ? (reasons.get(subject) ?? "lifted since") : "",
    })),
  );
}

/** Readers who are looked at in one transaction. */
const lookedAtOnce = 500;

/** Counts the next readers whose addresses were suppressed before anybody wrote that down. @returns true while there may be more */
export async function countFormerReach(context: Context): Promise<boolean> {
  const { reached_to: after } = await context.db
    .selectFrom("numbers_state")
    .select("reached_to")
    .executeTakeFirstOrThrow();
  if (after === null) return false;
  const rows = await context.db
    .selectFrom("subscribers")
    .select(["id", "suppressed_at as at"])
    .where("suppressed_at", "is not", null)
    .where("erased_at", "is", null)
    .where("id", ">", after)
    .orderBy("id")
    .limit(lookedAtOnce)
    .execute();
  const ids = rows.map(({ id }) => id);
  const reasons = await reasonsOf(context, ids);
  const unknown = rows.filter(({ id }) => reasons.has(id) && reasons.get(id) !== "complaint");
  await countNew(
    context,
    unknown.map(({ id, at }) => ({ subscriberId: id, at: at!, seq: 0, reach: "lost", reason: reasons.get(id)! })),
  );
  const reached_to = rows.length < lookedAtOnce ? null : ids.at(-1)!;
  await context.db.updateTable("numbers_state").set({ reached_to }).execute();
  return reached_to !== null;
}

/** The same reader at the same moment is counted once, though two may tell it. */
async function countNew(context: Context, reached: ReachedReader[]): Promise<void> {
  const ids = [...new Set(reached.map(({ subscriberId }) => subscriberId))];
  const known = await context.db
    .selectFrom("reader_reach")
    .select(["subscriber_id", "at", "reach"])
    .where(isAmong(context.db, "subscriber_id", ids))
    .execute();
  const seen = new Set(known.map(({ subscriber_id, at, reach }) => `${subscriber_id} ${at} ${reach}`));
  const fresh = reached.filter(({ subscriberId, at, reach }) => {
    const key = `${subscriberId} ${at} ${reach}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  await countReach(context, fresh);
}

/** @returns why the addresses of readers are suppressed, by id; an erased one has no address */
async function reasonsOf(context: Context, ids: number[]): Promise<Map<number, string>> {
  const people = await context.db
    .selectFrom("subscribers")
    .select(["id", "email_key as key"])
    .where(isAmong(context.db, "id", ids))
    .execute();
  const reasons = await suppressionsAmong(
    context,
    people.map(({ key }) => key),
  );
  return new Map(people.flatMap(({ id, key }) => (reasons.has(key) ? [[id, reasons.get(key)!] as const] : [])));
}
