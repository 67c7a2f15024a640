import { inTransaction, type Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { languageOf } from "#app/models/briefing.server.ts";
import { recordConsent } from "#app/models/consent/record.server.ts";
import { shownWording } from "#app/models/consent/wordings.server.ts";
import { confirmationOf, enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { day } from "#app/models/durations.ts";
import { countReferral, noteReferral } from "#app/models/readers/referrals.server.ts";
import { lockReader, subscriberByEmail, subscriberFor } from "#app/models/readers/subscribers.server.ts";
import { liftErasure, noteAskedAgain, suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { subscriptionRows } from "#app/models/readers/unsubscribe.server.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";
import { mailConfirmationLater, mayMailConfirmation } from "./mailLimit.server.ts";
import { applyPendingPreferences, pendingPreferencesText } from "./pendingPreferences.server.ts";
import { countSignUp } from "./statistics.server.ts";

/** A confirmation link works for this many days (C-04). */
export const confirmationDays = 7;

/** A sign-up. `email` has passed `parseAddress`; `source` is the path of the form's page. */
type SignUpData = {
  email: string;
  name: string;
  listId: number;
  /** More lists, confirmed by the same mail. */
  otherListIds?: number[];
  /** Slugs. */
  topics?: string[];
  source: string;
  /** The text that the form showed, as a `wordingKey`. */
  wording?: string;
  ip: string;
  userAgent?: string | null;
  /** The reader by whose personal link it came. */
  referrerId?: number | null;
};

/**
 * Makes subscriptions pending and queues a confirmation mail. The caller answers the same to everyone, whether the
 * address is new, pending, active or suppressed (C-06); only the mail differs: an active subscriber is told so, with a
 * link to their page. Nothing is stored where no mail may go, because it could never be confirmed.
 * @returns true when a confirmation goes out
 */
export async function signUp(context: Context, request: SignUpData): Promise<boolean> {
  const reason = await suppressionOf(context, request.email);
  if (reason && reason !== "erased") {
    await noteAskedAgain(context, request.email);
    return false;
  }
  return inTransaction(context, async (context) => {
    const known = await subscriberByEmail(context, request.email);
    const statusOf = (id: number) => known?.subscriptions.find(({ listId }) => listId === id)?.status;
    const wanted = listsAsked(request).filter((id) => statusOf(id) !== "active");
    if (wanted.length === 0 && known) {
      if (await mayMailConfirmation(context, request.email))
        await enqueueTransactional(context, "already-subscribed", known.id, request.listId);
      return false;
    }
    if (await mayMailConfirmation(context, request.email)) {
      const subscriber = await subscriberFor(context, request.email, "");
      const [listId, ...others] = wanted;
      await enqueueTransactional(
        context,
        "confirmation",
        subscriber.id,
        listId!,
        others.length > 0 ? { others } : null,
      );
      const newcomer = { id: subscriber.id, email: request.email, isNew: !known };
      await noteReferral(context, newcomer, request.referrerId ?? null);
      await makePending(context, request, subscriber.id, wanted);
      return true;
    }
    const more = wanted.filter((id) => statusOf(id) !== "pending");
    const later = more.length > 0 && (await mailConfirmationLater(context, request.email, known?.id ?? null, more));
    if (later) await makePending(context, request, later.subscriberId, more);
    return false;
  });
}

/** Makes subscriptions pending, with the requested preferences and the wording shown. */
async function makePending(
  context: Context,
  request: SignUpData,
  subscriberId: number,
  listIds: number[],
): Promise<void> {
  const wishes = pendingPreferencesText({ name: request.name, topics: request.topics ?? [] });
  for (const listId of listIds) await setPending(context, subscriberId, listId, wishes);
  const { source, ip, userAgent } = request;
  const wording = await shownWording(context, "sign-up", request.wording);
  const how = { wording, source, method: "form", ip, userAgent };
  for (const listId of listIds) await recordConsent(context, { subscriberId, listId, kind: "signed-up", ...how });
}

function listsAsked({ listId, otherListIds = [] }: SignUpData): number[] {
  return [...new Set([listId, ...otherListIds])];
}

async function activeListsOf(context: Context, email: string): Promise<Set<number>> {
  const { subscriptions = [] } = (await subscriberByEmail(context, email)) ?? {};
  return new Set(subscriptions.filter(({ status }) => status === "active").map(({ listId }) => listId));
}

async function setPending(
  context: Context,
  subscriberId: number,
  listId: number,
  wishes: string | null,
): Promise<void> {
  const waiting = { status: "pending" as const, created_at: context.clock(), wishes };
  await context.db
    .insertInto("subscriptions")
    .values({
      ...waiting,
      subscriber_id: subscriberId,
      list_id: listId,
      confirmed_at: null,
      ended_at: null,
      ended_by: null,
    })
    .onConflict((conflict) => conflict.columns(["subscriber_id", "list_id"]).doUpdateSet(waiting))
    .execute();
}

/**
 * Returns the URL of a confirmation's button; it works for `confirmationDays` after `askedAt`.
 * @param others more lists that the same button confirms
 */
export function confirmUrl(
  context: Context,
  subscriberId: number,
  listId: number,
  askedAt: number,
  others: number[] = [],
): string {
  const token = signToken(context, "confirm", [listId, subscriberId, askedAt + confirmationDays * day, ...others]);
  return `${context.config.appUrl}/confirm/${token}`;
}

/** `listName` names all of `listIds`; `active` when every one of them is confirmed. */
type ConfirmationPage = {
  subscriberId: number;
  listId: number;
  listIds: number[];
  listName: string;
  email: string;
  active: boolean;
  askedAt: number;
};

/** @returns the pending or active subscriptions of a confirmation token; null when it is invalid or too old */
export async function openConfirmation(context: Context, token: string): Promise<ConfirmationPage | null> {
  const [firstId, subscriberId, until, ...others] = openToken(context, "confirm", token) ?? [];
  if (!firstId || !subscriberId || !until || until < context.clock()) return null;
  const found = await subscriptionRows(context, subscriberId, [firstId, ...others]);
  const rows = found.filter(({ status }) => status !== "ended");
  const [first] = rows;
  if (!first) return null;
  return {
    subscriberId,
    listId: first.listId,
    listIds: rows.map(({ listId }) => listId),
    listName: rows.map(({ listName }) => listName).join(", "),
    email: first.email,
    active: rows.every(({ status }) => status === "active"),
    askedAt: until - confirmationDays * day,
  };
}

/**
 * Confirms the subscriptions of a token. A repeated call changes nothing.
 * @returns as `openConfirmation`; `already` when an earlier call confirmed
 */
export async function confirm(
  context: Context,
  token: string,
  ip: string,
  userAgent: string | null = null,
): Promise<(ConfirmationPage & { already: boolean }) | null> {
  const done = await inTransaction(context, async (context) => {
    const opened = await openConfirmation(context, token);
    if (!opened || opened.active) return opened && { ...opened, already: true };
    const { subscriberId } = opened;
    await lockReader(context, subscriberId);
    await liftErasure(context, opened.email);
    const isReader = (await activeListsOf(context, opened.email)).size > 0;
    const confirmed = await activate(context, subscriberId, opened.listIds);
    if (confirmed.length === 0) return { ...opened, active: true, already: true };
    const topics = await applyPendingPreferences(context, subscriberId, confirmed[0]!.wishes, isReader);
    await countReferral(context, subscriberId);
    await enqueueTransactional(context, "welcome", subscriberId, confirmed[0]!.listId);
    const words = messagesIn(await languageOf(context));
    const letter = await confirmationOf(context, subscriberId, opened.listId, opened.askedAt);
    for (const { listId, listName } of confirmed)
      await recordConsent(context, {
        subscriberId,
        listId,
        kind: "confirmed",
        wording: words("confirm.wording", { list: listName }),
        detail: topics.join(", ") || null,
        source: "confirmation page",
        method: "button",
        letter,
        ip,
        userAgent,
      });
    return { ...opened, active: true, already: false };
  });
  // After the commit: `processSignUps` locks this counter while it waits for a reader.
  if (done && !done.already) await countSignUp(context, "confirmed");
  return done;
}

/** @returns the subscriptions that were pending, with the preferences requested with them */
async function activate(context: Context, subscriberId: number, listIds: number[]) {
  const waiting = await context.db
    .selectFrom("subscriptions")
    .innerJoin("lists", "lists.id", "subscriptions.list_id")
    .select(["list_id as listId", "lists.name as listName", "wishes"])
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "in", listIds)
    .where("status", "=", "pending")
    .orderBy("list_id")
    .execute();
  const activated = await context.db
    .updateTable("subscriptions")
    .set({ status: "active", confirmed_at: context.clock(), ended_at: null, ended_by: null, wishes: null })
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "in", listIds)
    .where("status", "=", "pending")
    .returning("list_id")
    .execute();
  // Of two simultaneous requests the later finds nothing pending.
  return waiting.filter(({ listId }) => activated.some((row) => row.list_id === listId));
}
