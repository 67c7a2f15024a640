import { z } from "zod";
import { wordsIn } from "#words/words.ts";
import { chunksOf } from "#db/client.server.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { parseAddress } from "./addresses.server.ts";
import { languageOf } from "./briefing.server.ts";
import { forgetConsentsOf, recordConsent, recordConsents } from "./consent.server.ts";
import { confirmationOf, enqueueLetter, lastConfirmations } from "./letters.server.ts";
import { subscriberFor } from "./subscribers.server.ts";
import { suppressionOf } from "./suppressions.server.ts";
import { networkOf, withinLimit } from "./throttles.server.ts";
import { openToken, sealToken } from "./tokens.server.ts";
import { shownWording } from "./wordings.server.ts";
import { tidyLine } from "./words.server.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** A confirmation can be answered for a week (C-04). */
export const confirmationDays = 7;
/** Who never confirmed is forgotten after so many days (C-04). */
export const unconfirmedDays = 30;

/**
 * What the sign-up form takes. `website` is the field that only robots see and fill (C-23).
 * @param language of what it says about faults
 */
export function signUpSchema(language: string) {
  return z.object({
    email: z.string(wordsIn(language)("errors.address.missing")).superRefine((typed, ctx) => {
      const address = parseAddress(typed, language);
      if ("error" in address) ctx.addIssue({ code: "custom", message: address.error });
    }),
    name: z
      .string()
      .default("")
      .transform((name) => tidyLine(name, 80)),
    website: z.string().default(""),
    source: z.string().default("").transform(ownPath),
    /** Which text the form showed: a `wordingKey`. */
    wording: z.string().default(""),
  });
}

/** The page a form stood on, as it may be kept in a consent record: a path of ours, or `unknown`. */
function ownPath(path: string): string {
  return /^\/([a-z0-9][\w./-]{0,199})?$/i.test(path) ? path : "unknown";
}

/**
 * Somebody asks for the briefing: the subscription waits, and a confirmation goes out. The caller says the same to
 * everyone, whether the address is new, waiting, active or suppressed (C-06); the difference is only in the mail.
 * @param asked `email` already passed `signUpSchema`; `source` is the page of the form
 */
export async function signUp(
  context: Context,
  asked: {
    email: string;
    name: string;
    listId: number;
    source: string;
    wording?: string;
    ip: string;
    userAgent?: string | null;
  },
): Promise<void> {
  const calm = await withinLimit(context, "sign-up-network", networkOf(asked.ip), 5, hour);
  if (!calm) {
    context.log.warn("sign-ups from one network are over the limit; one was not answered");
    return;
  }
  const reason = await suppressionOf(context, asked.email);
  if (reason && reason !== "erased") return;
  await inTransaction(context, async (context) => {
    const subscriber = await subscriberFor(context, asked.email, asked.name);
    const status = await statusOf(context, subscriber.id, asked.listId);
    if (status === "active") return;
    await setPending(context, subscriber.id, asked.listId);
    if (await mayAskAgain(context, subscriber.id))
      await enqueueLetter(context, "confirmation", subscriber.id, asked.listId);
    await recordConsent(context, {
      subscriberId: subscriber.id,
      listId: asked.listId,
      kind: "signed-up",
      wording: await shownWording(context, "sign-up", asked.wording),
      source: asked.source,
      method: "form",
      ip: asked.ip,
      userAgent: asked.userAgent,
    });
  });
}

/** At most one confirmation in 24 hours and three in 30 days, whoever asks from wherever (C-22). */
async function mayAskAgain(context: Context, subscriberId: number): Promise<boolean> {
  const sent = await lastConfirmations(context, subscriberId, context.clock() - 30 * day);
  return sent.length < 3 && sent.every((at) => at <= context.clock() - day);
}

async function statusOf(context: Context, subscriberId: number, listId: number) {
  const row = await context.db
    .selectFrom("subscriptions")
    .select("status")
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "=", listId)
    .executeTakeFirst();
  return row?.status ?? null;
}

async function setPending(context: Context, subscriberId: number, listId: number): Promise<void> {
  await context.db
    .insertInto("subscriptions")
    .values({
      subscriber_id: subscriberId,
      list_id: listId,
      status: "pending",
      created_at: context.clock(),
      confirmed_at: null,
      ended_at: null,
      ended_by: null,
    })
    .onConflict((conflict) =>
      conflict.columns(["subscriber_id", "list_id"]).doUpdateSet({ status: "pending", created_at: context.clock() }),
    )
    .execute();
}

/** The address in a confirmation's button; it holds until `confirmationDays` after `askedAt`. */
export function confirmUrl(context: Context, subscriberId: number, listId: number, askedAt: number): string {
  const token = sealToken(context, "confirm", [listId, subscriberId, askedAt + confirmationDays * day]);
  return `${context.config.appUrl}/confirm/${token}`;
}

export type Confirmation = {
  subscriberId: number;
  listId: number;
  listName: string;
  email: string;
  active: boolean;
  askedAt: number;
};

/** @returns whose waiting or active subscription a confirmation's token is for; null when it is invalid or too late */
export async function openConfirmation(context: Context, token: string): Promise<Confirmation | null> {
  const [listId, subscriberId, until] = openToken(context, "confirm", token) ?? [];
  if (!listId || !subscriberId || !until || until < context.clock()) return null;
  const row = await subscriptionRow(context, subscriberId, listId);
  if (!row || row.status === "ended") return null;
  const { listName, email, status } = row;
  return {
    subscriberId,
    listId,
    listName,
    email,
    active: status === "active",
    askedAt: until - confirmationDays * day,
  };
}

/**
 * Confirms; the first valid call counts, a later one changes nothing.
 * @returns what `openConfirmation` does; `already` when an earlier call had confirmed
 */
export async function confirm(
  context: Context,
  token: string,
  ip: string,
  userAgent: string | null = null,
): Promise<(Confirmation & { already: boolean }) | null> {
  return inTransaction(context, async (context) => {
    const opened = await openConfirmation(context, token);
    if (!opened || opened.active) return opened && { ...opened, already: true };
    const { subscriberId, listId } = opened;
    const now = context.clock();
    await context.db
      .updateTable("subscriptions")
      .set({ status: "active", confirmed_at: now, ended_at: null, ended_by: null })
      .where("subscriber_id", "=", subscriberId)
      .where("list_id", "=", listId)
      .where("status", "=", "pending")
      .execute();
    await enqueueLetter(context, "welcome", subscriberId, listId);
    await recordConsent(context, {
      subscriberId,
      listId,
      kind: "confirmed",
      wording: wordsIn(await languageOf(context))("confirm.wording", { list: opened.listName }),
      source: "confirmation page",
      method: "button",
      letter: await confirmationOf(context, subscriberId, listId, opened.askedAt),
      ip,
      userAgent,
    });
    return { ...opened, active: true, already: false };
  });
}

/** The page with the button, and the address of the one-click POST (RFC 8058); they work for as long as the secret does. */
export function leaveUrls(context: Context, subscriberId: number, listId: number) {
  const token = sealToken(context, "unsubscribe", [listId, subscriberId]);
  return {
    page: `${context.config.appUrl}/unsubscribe/${token}`,
    oneClick: `${context.config.appUrl}/one-click/${token}`,
  };
}

export type Leave = { subscriberId: number; listId: number; listName: string; email: string; ended: boolean };

/** @returns whose subscription an unsubscribe token is for, or null; tells nothing apart of what is invalid (H-12) */
export async function openLeave(context: Context, token: string): Promise<Leave | null> {
  const [listId, subscriberId, ...more] = openToken(context, "unsubscribe", token) ?? [];
  if (!listId || !subscriberId || more.length > 0) return null;
  const row = await subscriptionRow(context, subscriberId, listId);
  return row ? { subscriberId, listId, listName: row.listName, email: row.email, ended: row.status === "ended" } : null;
}

async function subscriptionRow(context: Context, subscriberId: number, listId: number) {
  return context.db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .innerJoin("lists", "lists.id", "subscriptions.list_id")
    .select(["subscriptions.status", "email", "lists.name as listName"])
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "=", listId)
    .executeTakeFirst();
}

/**
 * Ends a subscription; from here on no claim hands over to it, a running send included (H-14).
 * A repeat changes nothing and keeps the first time (H-10).
 * @param by how: `one-click`, `page`, `operator …`
 */
export async function end(context: Context, subscriberId: number, listId: number, by: string): Promise<void> {
  await inTransaction(context, async (context) => {
    const ended = await context.db
      .updateTable("subscriptions")
      .set({ status: "ended", ended_at: context.clock(), ended_by: by })
      .where("subscriber_id", "=", subscriberId)
      .where("list_id", "=", listId)
      .where("status", "!=", "ended")
      .returning("subscriber_id")
      .executeTakeFirst();
    if (ended) await recordConsent(context, { subscriberId, listId, kind: "ended", wording: "", source: by });
  });
}

/**
 * Forgets sign-ups that nobody confirmed within 30 days (C-04): a former reader's subscription is ended again, a
 * stranger's address is deleted.
 */
export async function forgetUnconfirmed(context: Context): Promise<void> {
  await inTransaction(context, async (context) => {
    const stale = context.clock() - unconfirmedDays * day;
    await context.db
      .updateTable("subscriptions")
      .set({ status: "ended" })
      .where("status", "=", "pending")
      .where("created_at", "<", stale)
      .where("ended_at", "is not", null)
      .execute();
    const forgotten = await context.db
      .deleteFrom("subscriptions")
      .where("status", "=", "pending")
      .where("created_at", "<", stale)
      .returning("subscriber_id")
      .execute();
    const chunks = chunksOf(forgotten.map((row) => row.subscriber_id));
    const gone: number[] = [];
    for (const ids of chunks) gone.push(...(await deleteStrangers(context, ids)));
    const erased = { kind: "erased", listId: null, wording: "", source: "never confirmed" } as const;
    for (const ids of chunksOf(gone)) await recordConsents(context, ids, erased);
  });
}

/** @returns the ids of those who are gone now */
async function deleteStrangers(context: Context, ids: number[]): Promise<number[]> {
  const deleted = await context.db
    .deleteFrom("subscribers")
    .where("id", "in", ids)
    .where(({ and, not, exists, selectFrom }) =>
      and([
        not(exists(selectFrom("subscriptions").select("list_id").whereRef("subscriber_id", "=", "subscribers.id"))),
        not(exists(selectFrom("deliveries").select("issue_id").whereRef("subscriber_id", "=", "subscribers.id"))),
      ]),
    )
    .returning("id")
    .execute();
  const gone = deleted.map(({ id }) => id);
  await forgetConsentsOf(context, gone);
  return gone;
}

/**
 * Ends the subscription that an unsubscribe token is for.
 * @param by how: `one-click`, `page`
 * @returns whose it was, or null for a token that is none of ours
 */
export async function leave(context: Context, token: string, by: string): Promise<Leave | null> {
  const opened = await openLeave(context, token);
  if (opened) await end(context, opened.subscriberId, opened.listId, by);
  return opened;
}
