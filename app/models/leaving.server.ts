import { z } from "zod";
import { wordsIn } from "#words/words.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { getBriefing } from "./briefing.server.ts";
import { recordConsent } from "./consent.server.ts";
import { holdReader } from "./subscribers.server.ts";
import { leave, openLeave, type Leave } from "./subscriptions.server.ts";
import { withinLimit } from "./throttles.server.ts";
import { manyLines } from "./words.server.ts";

const day = 24 * 3_600_000;
/** A leave can be undone for so many days. */
export const undoDays = 30;
/** The ways of leaving that are the reader's own; what an operator or a report of spam ended stays ended. */
const readersWays = ["page", "one-click", "mail", "reader’s page"];

/** What somebody may choose when we ask why they left. */
export const leaveReasons = ["often", "topic", "quality", "unasked", "other"] as const;
export type LeaveReason = (typeof leaveReasons)[number];
export const reasonSchema = z.object({
  reason: z.enum(leaveReasons).catch("other"),
  remark: manyLines(1000).catch("").default(""),
});

export type LeavePage = Leave & {
  /** How many other lists still go to the address. */
  others: number;
  undoable: boolean;
  /** They have said why. */
  told: boolean;
};

/** @returns what the page behind an unsubscribe link shows, or null for a token that is none of ours */
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

/** Keeps why somebody has left a list; only after the leaving took effect (C-07). The last word counts. */
export async function tellReason(
  context: Context,
  { subscriberId, listId }: { subscriberId: number; listId: number },
  { reason, remark }: z.infer<typeof reasonSchema>,
): Promise<void> {
  const words = { reason, remark, at: context.clock() };
  await context.db
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
    .execute();
}

/**
 * Takes a mistaken leave back: the subscription is as it was, and the chain of consent says so. Issues
 * that went out meanwhile do not come after all.
 * @returns false when there is nothing to undo, or no longer
 */
export async function undoLeave(
  context: Context,
  { subscriberId, listId, listName }: Pick<Leave, "subscriberId" | "listId" | "listName">,
  ip: string,
): Promise<boolean> {
  const words = wordsIn((await getBriefing(context))?.language ?? "en");
  return inTransaction(context, async (context) => {
    await holdReader(context, subscriberId);
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

/** @returns when a subscription that can be brought back was confirmed; null when it cannot */
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
 * Ends the subscription that a mail asks to end (H-19): the token in `unsub+TOKEN` alone says whose; From, subject and
 * body are not looked at. What a machine answered by itself is ignored, a repeat changes nothing, and a token that is
 * none is counted, never answered.
 *
 * Nothing calls it yet: it waits for a door that takes mail in. Until there is one, `List-Unsubscribe` names the https
 * address only, also where UNSUBSCRIBE_MAILBOX is set, so that nobody is offered a way out that leads nowhere. Case
 * counts in a token: such a door must keep the local part as it came.
 * @param localPart of the address that the mail was for
 * @param headers of the mail, by their names in small letters
 */
export async function leaveByMail(
  context: Context,
  localPart: string,
  headers: Record<string, string | undefined>,
): Promise<"left" | "ignored" | "unknown"> {
  const automatic = headers["auto-submitted"]?.trim();
  if (automatic && !/^no\b/i.test(automatic)) return "ignored";
  const token = /^unsub\+([\w-]+)$/i.exec(localPart)?.[1];
  if (token && (await leave(context, token, "mail"))) return "left";
  await withinLimit(context, "unknown unsubscribe mail", "all", Number.MAX_SAFE_INTEGER, day);
  return "unknown";
}
