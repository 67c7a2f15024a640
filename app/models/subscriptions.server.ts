import { wordsIn } from "#words/words.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { languageOf } from "./briefing.server.ts";
import { confirmLater, mayConfirm } from "./confirmationMails.server.ts";
import { recordConsent } from "./consent.server.ts";
import { confirmationOf, enqueueLetter } from "./letters.server.ts";
import { readerUrl } from "./readerLinks.server.ts";
import { countSignUp } from "./signUpHours.server.ts";
import { holdReader, subscriberByEmail, subscriberFor } from "./subscribers.server.ts";
import { liftErasure, suppressionOf } from "./suppressions.server.ts";
import { openToken, sealToken } from "./tokens.server.ts";
import { grantWishes, wishesText } from "./wishes.server.ts";
import { shownWording } from "./wordings.server.ts";

const day = 24 * 3_600_000;
/** A confirmation can be answered for a week (C-04). */
export const confirmationDays = 7;

/** Who asks for what; `email` has passed `parseAddress`, `source` is the page of the form. */
export type AskedFor = {
  email: string;
  name: string;
  listId: number;
  /** More lists, confirmed by the same mail. */
  otherListIds?: number[];
  /** Slugs. */
  topics?: string[];
  source: string;
  /** Which text the form showed: a `wordingKey`. */
  wording?: string;
  ip: string;
  userAgent?: string | null;
};

/**
 * Somebody asks for the briefing: the subscription waits, and a confirmation goes out. The caller says the same to
 * everyone, whether the address is new, waiting, active or suppressed (C-06); the difference is only in the mail: who
 * has it already is told so, and where their page is. Where no mail may go, nothing is kept: what nobody can confirm is
 * of no use.
 * @returns whether a confirmation goes out
 */
export async function signUp(context: Context, asked: AskedFor): Promise<boolean> {
  const reason = await suppressionOf(context, asked.email);
  if (reason && reason !== "erased") return false;
  return inTransaction(context, async (context) => {
    const known = await subscriberByEmail(context, asked.email);
    const statusOf = (id: number) => known?.subscriptions.find(({ listId }) => listId === id)?.status;
    const wanted = listsAsked(asked).filter((id) => statusOf(id) !== "active");
    if (wanted.length === 0 && known) {
      if (await mayConfirm(context, asked.email))
        await enqueueLetter(context, "already-subscribed", known.id, asked.listId);
      return false;
    }
    if (await mayConfirm(context, asked.email)) {
      const subscriber = await subscriberFor(context, asked.email, "");
      const [listId, ...others] = wanted;
      await enqueueLetter(context, "confirmation", subscriber.id, listId!, others.length > 0 ? { others } : null);
      await wait(context, asked, subscriber.id, wanted);
      return true;
    }
    const more = wanted.filter((id) => statusOf(id) !== "pending");
    const later = more.length > 0 && (await confirmLater(context, asked.email, known?.id ?? null, more));
    if (later) await wait(context, asked, later.subscriberId, more);
    return false;
  });
}

/** Lets subscriptions wait for their confirmation, with what had been asked for and shown. */
async function wait(context: Context, asked: AskedFor, subscriberId: number, listIds: number[]): Promise<void> {
  const wishes = wishesText({ name: asked.name, topics: asked.topics ?? [] });
  for (const listId of listIds) await setPending(context, subscriberId, listId, wishes);
  const { source, ip, userAgent } = asked;
  const wording = await shownWording(context, "sign-up", asked.wording);
  const how = { wording, source, method: "form", ip, userAgent };
  for (const listId of listIds) await recordConsent(context, { subscriberId, listId, kind: "signed-up", ...how });
}

function listsAsked({ listId, otherListIds = [] }: AskedFor): number[] {
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
 * The address in a confirmation's button; it holds until `confirmationDays` after `askedAt`.
 * @param others more lists that the same press confirms
 */
export function confirmUrl(
  context: Context,
  subscriberId: number,
  listId: number,
  askedAt: number,
  others: number[] = [],
): string {
  const token = sealToken(context, "confirm", [listId, subscriberId, askedAt + confirmationDays * day, ...others]);
  return `${context.config.appUrl}/confirm/${token}`;
}

/** `listName` names all of `listIds`; `active` when every one of them is confirmed. */
export type Confirmation = {
  subscriberId: number;
  listId: number;
  listIds: number[];
  listName: string;
  email: string;
  active: boolean;
  askedAt: number;
};

/** @returns whose waiting or active subscriptions a confirmation's token is for; null when it is invalid or too late */
export async function openConfirmation(context: Context, token: string): Promise<Confirmation | null> {
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
 * Confirms; the first valid call counts, a later one changes nothing.
 * @returns what `openConfirmation` does; `already` when an earlier call had confirmed
 */
export async function confirm(
  context: Context,
  token: string,
  ip: string,
  userAgent: string | null = null,
): Promise<(Confirmation & { already: boolean }) | null> {
  const done = await inTransaction(context, async (context) => {
    const opened = await openConfirmation(context, token);
    if (!opened || opened.active) return opened && { ...opened, already: true };
    const { subscriberId } = opened;
    await holdReader(context, subscriberId);
    await liftErasure(context, opened.email);
    const isReader = (await activeListsOf(context, opened.email)).size > 0;
    const confirmed = await activate(context, subscriberId, opened.listIds);
    if (confirmed.length === 0) return { ...opened, active: true, already: true };
    const topics = await grantWishes(context, subscriberId, confirmed[0]!.wishes, isReader);
    await enqueueLetter(context, "welcome", subscriberId, confirmed[0]!.listId);
    const words = wordsIn(await languageOf(context));
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
  // Behind the commit: whoever works off sign-ups holds this counter while waiting for a reader.
  if (done && !done.already) await countSignUp(context, "confirmed");
  return done;
}

/** @returns those of the subscriptions that waited, and what had been asked for with them */
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
  // Of two presses at the same moment, the later finds that nothing waits any more.
  return waiting.filter(({ listId }) => activated.some((row) => row.list_id === listId));
}

/**
 * The page with the button, the address of the one-click POST (RFC 8058), and the reader's own page; the first two work
 * for as long as the secret does.
 * @param at the time that the mail bears, the same on every retry
 */
export function leaveUrls(context: Context, subscriberId: number, listId: number, at = context.clock()) {
  const token = sealToken(context, "unsubscribe", [listId, subscriberId]);
  return {
    page: `${context.config.appUrl}/unsubscribe/${token}`,
    oneClick: `${context.config.appUrl}/one-click/${token}`,
    preferences: readerUrl(context, subscriberId, at),
  };
}

/** `email` is empty for somebody who was erased, and so has left everything. */
export type Leave = { subscriberId: number; listId: number; listName: string; email: string; ended: boolean };

/** @returns whose subscription an unsubscribe token is for, or null; tells nothing apart of what is invalid (H-12) */
export async function openLeave(context: Context, token: string): Promise<Leave | null> {
  const [listId, subscriberId, ...more] = openToken(context, "unsubscribe", token) ?? [];
  if (!listId || !subscriberId || more.length > 0) return null;
  const row = await subscriptionRow(context, subscriberId, listId);
  if (!row) return erasedLeave(context, subscriberId, listId);
  return { subscriberId, listId, listName: row.listName, email: row.email, ended: row.status === "ended" };
}

/** A link that was mailed before its reader was erased still says that nothing more comes. */
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

function subscriptionRows(context: Context, subscriberId: number, listIds: number[]) {
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
 * Ends a subscription; from here on no claim hands over to it, a running send included (H-14).
 * A repeat changes nothing and keeps the first time (H-10).
 * @param by how: `one-click`, `page`, `reader’s page`, `mail`, `operator …`
 */
export async function end(context: Context, subscriberId: number, listId: number, by: string): Promise<void> {
  await inTransaction(context, (context) => endThose(context, subscriberId, by, listId));
}

/** Ends every subscription of a reader, a running send included (H-14, H-15). @param by as for `end` */
export async function endAll(context: Context, subscriberId: number, by: string): Promise<void> {
  await inTransaction(context, async (context) => {
    await holdReader(context, subscriberId);
    await endThose(context, subscriberId, by);
  });
}

async function endThose(context: Context, subscriberId: number, by: string, listId?: number): Promise<void> {
  const ended = await context.db
    .updateTable("subscriptions")
    .set({ status: "ended", ended_at: context.clock(), ended_by: by, wishes: null })
    .where("subscriber_id", "=", subscriberId)
    .where("status", "!=", "ended")
    .$if(listId !== undefined, (query) => query.where("list_id", "=", listId!))
    .returning("list_id")
    .execute();
  const ids = ended.map(({ list_id }) => list_id).sort((a, b) => a - b);
  for (const listId of ids)
    await recordConsent(context, { subscriberId, listId, kind: "ended", wording: "", source: by });
}

/**
 * Ends the subscription that an unsubscribe token is for.
 * @param by how: `one-click`, `page`, `mail`
 * @returns whose it was, or null for a token that is none of ours
 */
export async function leave(context: Context, token: string, by: string): Promise<Leave | null> {
  const opened = await openLeave(context, token);
  if (opened) await end(context, opened.subscriberId, opened.listId, by);
  return opened;
}
