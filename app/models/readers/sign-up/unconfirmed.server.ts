import { inTransaction, type Context } from "#app/context.server.ts";
import { forgetConsentsOf, recordConsents } from "#app/models/consent/record.server.ts";
import { day } from "#app/models/durations.ts";
import { skipLocked } from "#db/client.server.ts";

/** Unconfirmed sign-ups are deleted after this many days (C-04). */
export const unconfirmedDays = 30;

/**
 * Deletes sign-ups that were not confirmed within 30 days (C-04): a former reader's subscription is ended again, a
 * stranger's address is deleted.
 * @returns the number of people
 */
export async function forgetUnconfirmed(context: Context): Promise<number> {
  for (let forgotten = 0; ;) {
    const some = await inTransaction(context, forgetSomeUnconfirmed);
    if (some === 0) return forgotten;
    forgotten += some;
  }
}

async function forgetSomeUnconfirmed(context: Context): Promise<number> {
  const stale = context.clock() - unconfirmedDays * day;
  const ids = await holdUnconfirmed(context, stale);
  if (ids.length === 0) return 0;
  await context.db
    .updateTable("subscriptions")
    .set({ status: "ended", wishes: null })
    .where("subscriber_id", "in", ids)
    .where("status", "=", "pending")
    .where("created_at", "<", stale)
    .where("ended_at", "is not", null)
    .execute();
  await context.db
    .deleteFrom("subscriptions")
    .where("subscriber_id", "in", ids)
    .where("status", "=", "pending")
    .where("created_at", "<", stale)
    .execute();
  const gone = await deleteStrangers(context, ids);
  await recordConsents(context, gone, { kind: "erased", listId: null, wording: "", source: "never confirmed" });
  return ids.length;
}

/** Locks up to 500; a reader whose row is locked by another process is left for the next call. */
async function holdUnconfirmed(context: Context, stale: number): Promise<number[]> {
  const query = context.db
    .selectFrom("subscribers")
    .select("id")
    .where("id", "in", ({ selectFrom }) =>
      selectFrom("subscriptions")
        .select("subscriber_id")
        // With every list named, the index of choices finds those who wait.
        .where("list_id", "in", selectFrom("lists").select("id"))
        .where("status", "=", "pending")
        .where("created_at", "<", stale),
    )
    .orderBy("id")
    .limit(500);
  return (await skipLocked(context.db, query, "subscribers").execute()).map(({ id }) => id);
}

/** @returns the ids of the deleted subscribers */
async function deleteStrangers(context: Context, ids: number[]): Promise<number[]> {
  const deleted = await context.db
    .deleteFrom("subscribers")
    .where("id", "in", ids)
    .where(({ and, not, exists, selectFrom }) =>
      and([
        not(exists(selectFrom("subscriptions").select("list_id").whereRef("subscriber_id", "=", "subscribers.id"))),
        not(exists(selectFrom("deliveries").select("edition_id").whereRef("subscriber_id", "=", "subscribers.id"))),
      ]),
    )
    .returning("id")
    .execute();
  const gone = deleted.map(({ id }) => id);
  if (gone.length === 0) return gone;
  for (const table of ["reader_notes", "import_changes"] as const)
    await context.db.deleteFrom(table).where("subscriber_id", "in", gone).execute();
  await forgetConsentsOf(context, gone);
  return gone;
}
