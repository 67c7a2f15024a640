import { chunksOf } from "./client.server.ts";
import type { Db, EventsTable } from "./schema.ts";

/** An event before it has its place in the log. */
export type NewEvent = Omit<EventsTable, "seq">;

/**
 * Writes events at the end of the log. Call it last in a transaction: from here to its end nobody else can write one,
 * which is why a follower that has read up to a number has missed none below it.
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
