import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { languageOf } from "#app/models/briefing.server.ts";
import { recordConsent } from "#app/models/consent/record.server.ts";
import { day } from "#app/models/durations.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { manyLines } from "#app/models/fields.server.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";
import { readerUrl } from "./links.server.ts";
import { lockReader } from "./subscribers.server.ts";

/** Leaving can be undone for this many days. */
export const undoDays = 30;
/** `ended_by` of endings by the reader. Only these can be undone; an operator's ending or a complaint stays. */
const readersWays = ["page", "one-click", "mail", "reader’s page"];

/** The reasons for leaving that a reader can choose. */
export const leaveReasons = ["often", "topic", "quality", "unasked", "other"] as const;
export type LeaveReason = (typeof leaveReasons)[number];
export const reasonSchema = z.object({
  reason: z.enum(leaveReasons).catch("other"),
  remark: manyLines(1000).catch("").default(""),
});

type LeavePage = Leave & {
  /** The number of other lists that still go to the address. */
  others: number;
  undoable: boolean;
  /** True when a reason was given. */
  told: boolean;
};

/** @returns the data of the page behind an unsubscribe link; null for an invalid token */
export async function leavePage(context: Context, token: string): Promise<LeavePage | null> {
  const opened = await openLeave(context, token);
  if (!opened) return null;
  const { subscriberId, listId } = opened;
  const held = await context.db
    .selectFrom("subscriptions")
    .select("list_id")
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "!=", listId)
    .where("status", "=", "active")
    .execute();
  const told = await context.db
    .selectFrom("leave_reasons")
    .select("at")
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "=", listId)
    .executeTakeFirst();
  const undoable = opened.ended && (await undoableEnd(context, subscriberId, listId)) !== null;
  return { ...opened, others: held.length, undoable, told: told !== undefined };
}

/** Stores the reason for leaving a list; only after the subscription ended (C-07). The last one given counts. */
export async function tellReason(
  context: Context,
  { subscriberId, listId }: { subscriberId: number; listId: number },
  { reason, remark }: z.infer<typeof reasonSchema>,
): Promise<void> {
  const words = { reason, remark, at: context.clock() };
  await inTransaction(context, async (context) => {
    const kept = await context.db
      .insertInto("leave_reasons")
      .columns(["subscriber_id", "list_id", "reason", "remark", "at"])
      .expression((eb) =>
        eb
          .selectFrom("subscriptions")
          .select(["subscriber_id", "list_id"])
          .select((eb) => [
            eb.cast<string>(eb.val(reason), "text").as("reason"),
            eb.cast<string>(eb.val(remark), "text").as("remark"),
            eb.cast<number>(eb.val(words.at), "bigint").as("at"),
          ])
          .where("subscriber_id", "=", subscriberId)
          .where("list_id", "=", listId)
          .where("status", "=", "ended"),
      )
      .onConflict((conflict) => conflict.columns(["subscriber_id", "list_id"]).doUpdateSet(words))
      .returning("list_id")
      .execute();
    if (kept.length > 0) recordEvent(context, "leave-reason-told", subscriberId);
  });
}

/**
 * Undoes a mistaken leave: restores the subscription, and records it in the consent chain. Issues sent meanwhile are
 * not
 * sent later.
 * @returns false when there is nothing to undo, or it is too late
 */
export async function undoLeave(
  context: Context,
  { subscriberId, listId, listName }: Pick<Leave, "subscriberId" | "listId" | "listName">,
  ip: string,
): Promise<boolean> {
  const words = messagesIn(await languageOf(context));
  return inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    const confirmedAt = await undoableEnd(context, subscriberId, listId);
    if (confirmedAt === null) return false;
    const undone = await context.db
      .updateTable("subscriptions")
      .set({ status: "active", ended_at: null, ended_by: null })
      .where("subscriber_id", "=", subscriberId)
      .where("list_id", "=", listId)
      .where("status", "=", "ended")
      .returning("list_id")
      .executeTakeFirst();
    if (!undone) return false;
    await context.db
      .deleteFrom("leave_reasons")
      .where("subscriber_id", "=", subscriberId)
      .where("list_id", "=", listId)
      .execute();
    await recordConsent(context, {
      subscriberId,
      listId,
      kind: "undone",
      wording: words("reader.left.undo", { list: listName }),
      source: "page",
      method: "button",
      ip,
    });
    return true;
  });
}

/** @returns the confirmation time of a subscription that can be restored; null when it cannot */
async function undoableEnd(context: Context, subscriberId: number, listId: number): Promise<number | null> {
  const row = await context.db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .select("confirmed_at")
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "=", listId)
    .where("status", "=", "ended")
    .where("ended_by", "in", readersWays)
    .where("ended_at", ">", context.clock() - undoDays * day)
    .where("confirmed_at", "is not", null)
    .where("suppressed_at", "is", null)
    .executeTakeFirst();
  return row?.confirmed_at ?? null;
}

/**
 * Returns the URLs of the unsubscribe page, the one-click POST (RFC 8058) and the reader's own page. The first two work
 * as long as the secret does.
 * @param at milliseconds, the Date of the mail, the same on every retry
 */
export function leaveUrls(context: Context, subscriberId: number, listId: number, at = context.clock()) {
  const token = signToken(context, "unsubscribe", [listId, subscriberId]);
  return {
    page: `${context.config.appUrl}/unsubscribe/${token}`,
    oneClick: `${context.config.appUrl}/one-click/${token}`,
    preferences: readerUrl(context, subscriberId, at),
  };
}

/** `email` is empty for an erased reader, whose subscriptions have all ended. */
type Leave = { subscriberId: number; listId: number; listName: string; email: string; ended: boolean };
/** @returns the subscription of an unsubscribe token, or null, without telling why it is invalid (H-12) */
export async function openLeave(context: Context, token: string): Promise<Leave | null> {
  const [listId, subscriberId, ...more] = openToken(context, "unsubscribe", token) ?? [];
  if (!listId || !subscriberId || more.length > 0) return null;
  const row = await subscriptionRow(context, subscriberId, listId);
  if (!row) return erasedLeave(context, subscriberId, listId);
  return { subscriberId, listId, listName: row.listName, email: row.email, ended: row.status === "ended" };
}

/** A link mailed before its reader was erased still shows an ended subscription. */
async function erasedLeave(context: Context, subscriberId: number, listId: number): Promise<Leave | null> {
  const row = await context.db
    .selectFrom("subscribers")
    .select("id")
    .where("id", "=", subscriberId)
    .where("erased_at", "is not", null)
    .executeTakeFirst();
  return row ? { subscriberId, listId, listName: "", email: "", ended: true } : null;
}

async function subscriptionRow(context: Context, subscriberId: number, listId: number) {
  return (await subscriptionRows(context, subscriberId, [listId]))[0];
}

export function subscriptionRows(context: Context, subscriberId: number, listIds: number[]) {
  return context.db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .innerJoin("lists", "lists.id", "subscriptions.list_id")
    .select(["subscriptions.status", "email", "lists.id as listId", "lists.name as listName"])
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "in", listIds)
    .orderBy("list_id")
    .execute();
}

/**
 * Ends a subscription. After the commit no claim hands over to it, a running send included (H-14).
 * A repeated call changes nothing and keeps the first time (H-10).
 * @param by how: `one-click`, `page`, `reader’s page`, `mail`, `operator …`
 */
export async function endSubscription(
  context: Context,
  subscriberId: number,
  listId: number,
  by: string,
): Promise<void> {
  await inTransaction(context, (context) => endThose(context, subscriberId, listId, by));
}

/** Ends every subscription of a reader, a running send included (H-14, H-15). @param by as for `endSubscription` */
export async function endAllSubscriptions(context: Context, subscriberId: number, by: string): Promise<void> {
  await inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    await endThose(context, subscriberId, "all", by);
  });
}

async function endThose(context: Context, subscriberId: number, lists: number | "all", by: string): Promise<void> {
  const left = await leaveImported(context, subscriberId, lists, by);
  const ended = await context.db
    .updateTable("subscriptions")
    .set({ status: "ended", ended_at: context.clock(), ended_by: by, wishes: null })
    .where("subscriber_id", "=", subscriberId)
    .where("status", "!=", "ended")
    .$if(lists !== "all", (query) => query.where("list_id", "=", lists as number))
    .returning("list_id")
    .execute();
  const ids = [...left, ...ended].map(({ list_id }) => list_id).sort((a, b) => a - b);
  for (const listId of ids)
    await recordConsent(context, {
      subscriberId,
      listId,
      kind: "ended",
      wording: "",
      source: by,
      method: methodOf(by),
    });
}

/** A mail is its own way; every other one is told by its source. */
function methodOf(by: string): string | null {
  return by === "mail" ? "mail" : null;
}

/**
 * Makes a leaving their own that only an import or an operator told, so that undoing that does not bring them back. It comes
 * first: an undoing under way is waited for here, and what it restored ends afterwards.
 */
function leaveImported(context: Context, subscriberId: number, lists: number | "all", by: string) {
  return context.db
    .updateTable("subscriptions")
    .set({ ended_by: by })
    .where("subscriber_id", "=", subscriberId)
    .where("status", "=", "ended")
    .where((eb) => eb.or([eb("ended_by", "like", "import %"), eb("ended_by", "like", "let go %")]))
    .$if(lists !== "all", (query) => query.where("list_id", "=", lists as number))
    .returning("list_id")
    .execute();
}

/**
 * Ends the subscription of an unsubscribe token.
 * @param by how: `one-click`, `page`, `mail`
 * @returns the subscription, or null for an invalid token
 */
export async function unsubscribe(context: Context, token: string, by: string): Promise<Leave | null> {
  const opened = await openLeave(context, token);
  if (opened) await endSubscription(context, opened.subscriberId, opened.listId, by);
  return opened;
}
