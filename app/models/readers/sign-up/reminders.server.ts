import { inTransaction, type Context } from "#app/context.server.ts";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import type { TransactionalDetails } from "#app/models/deliveries/transactionalKinds.ts";
import { day } from "#app/models/durations.ts";
import { mayMailConfirmation } from "./mailLimit.server.ts";

/** An unanswered confirmation is repeated once, after this many days. */
export const reminderDays = 2;

/**
 * Queues a reminder for confirmations that were accepted two days ago and not answered: one and no more (C-04), and
 * none where the limits of an address forbid it (C-22).
 */
export async function remindUnconfirmed(context: Context): Promise<void> {
  for (const { id, subscriberId, listId, email, detail, askedAt } of await unanswered(context))
    await inTransaction(context, async (context) => {
      if (await isReminded(context, subscriberId, id)) return;
      if (!(await mayMailConfirmation(context, email))) return;
      const { others } = JSON.parse(detail ?? "{}") as NonNullable<TransactionalDetails["confirmation"]>;
      await enqueueTransactional(context, "reminder", subscriberId, listId, { others, askedAt });
    });
}

/** Finds confirmations accepted two to four days ago, whose subscription is still pending. */
function unanswered(context: Context) {
  const now = context.clock();
  return context.db
    .selectFrom("letters")
    .innerJoin("subscriptions", (join) =>
      join
        .onRef("subscriptions.subscriber_id", "=", "letters.subscriber_id")
        .onRef("subscriptions.list_id", "=", "letters.list_id"),
    )
    .innerJoin("subscribers", "subscribers.id", "letters.subscriber_id")
    .select([
      "letters.id",
      "letters.subscriber_id as subscriberId",
      "letters.list_id as listId",
      "subscribers.email",
      "letters.detail",
      "letters.created_at as askedAt",
    ])
    .where("letters.kind", "=", "confirmation")
    .where("letters.created_at", ">", now - 2 * reminderDays * day)
    .where("letters.created_at", "<=", now - reminderDays * day)
    .where("letters.status", "=", "accepted")
    .where("subscriptions.status", "=", "pending")
    .where("subscribers.suppressed_at", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("letters as later")
            .select("later.id")
            .whereRef("later.subscriber_id", "=", "letters.subscriber_id")
            .whereRef("later.id", ">", "letters.id"),
        ),
      ),
    )
    .limit(1000)
    .execute();
}

/** Checked again, because two senders may run this at once. */
async function isReminded(context: Context, subscriberId: number, after: number): Promise<boolean> {
  const later = await context.db
    .selectFrom("letters")
    .select("id")
    .where("subscriber_id", "=", subscriberId)
    .where("id", ">", after)
    .executeTakeFirst();
  return later !== undefined;
}
