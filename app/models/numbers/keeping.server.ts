import { inTransaction, type Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { forUpdate } from "#db/client.server.ts";
import { addUpNext } from "./editionSums.server.ts";
import { listCursor } from "./listSums.server.ts";
import { countFormerReach } from "./reach.server.ts";

/**
 * Keeps what no event tells: the deliveries of editions that have gone out, addresses that were suppressed before anybody wrote
 * that down, and the zone of the days. A sender calls it each second.
 */
export async function keepNumbers(context: Context): Promise<void> {
  await addUpNext(context);
  const { time_zone: kept, reached_to } = await context.db
    .selectFrom("numbers_state")
    .select(["time_zone", "reached_to"])
    .executeTakeFirstOrThrow();
  // Nothing is added up yet.
  if (kept === null) return;
  if (kept !== (await timeZoneOf(context))) await beginAnew(context);
  if (reached_to !== null) await inTransaction(context, lookAtFormer);
}

async function lookAtFormer(context: Context): Promise<void> {
  // Another process may be at it.
  await lockSums(context);
  await countFormerReach(context);
}

/** Nobody else adds to the sums of lists until the transaction ends. */
async function lockSums({ db }: Context): Promise<void> {
  await forUpdate(db, db.selectFrom("event_cursors").select("seq").where("follower", "=", listCursor)).execute();
}

/** Days begin at another time now: the chain is added up once more, from its first receipt. */
async function beginAnew(context: Context): Promise<void> {
  const timeZone = await timeZoneOf(context);
  await inTransaction(context, async (context) => {
    await lockSums(context);
    await context.db.deleteFrom("list_days").execute();
    await context.db.updateTable("event_cursors").set({ seq: 0 }).where("follower", "=", listCursor).execute();
    await context.db.updateTable("numbers_state").set({ time_zone: timeZone }).execute();
  });
}
