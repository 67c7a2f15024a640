import { chunksOf } from "./client.server.ts";
import type { Db } from "./schema.ts";
import type { EventsTable } from "./schema/instance.ts";

/** An event that has no place in the log yet. */
export type NewEvent = Omit<EventsTable, "seq">;

/**
 * Writes events at the end of the log. The row of `event_head` is locked from here to the commit, so call this last. The
 * lock makes numbers visible in their order: a follower that has read number 7 has missed none below it.
 * @param events in the order in which they happened
 */
export async function appendEvents(db: Db, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { seq } = await db
    .updateTable("event_head")
    .set((eb) => ({ seq: eb("seq", "+", events.length) }))
    .where("id", "=", 1)
    .returning("seq")
    .executeTakeFirstOrThrow();
  const first = seq - events.length + 1;
  for (const rows of chunksOf(events.map((event, i) => ({ ...event, seq: first + i }))))
    await db.insertInto("events").values(rows).execute();
}
