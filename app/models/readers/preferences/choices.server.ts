import { DateTime } from "luxon";
import { inTransaction, type Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { languageOf, timeZoneOf } from "#app/models/briefing.server.ts";
import type { ConsentStep } from "#app/models/consent/appending.server.ts";
import { recordConsent } from "#app/models/consent/record.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { ReaderOfLink } from "#app/models/readers/links.server.ts";
import { openLists } from "#app/models/readers/lists.server.ts";
import { addressRow, lockReader } from "#app/models/readers/subscribers.server.ts";
import { chooseTopics, topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";

export type Frequency = "every" | "monthly";
const pauseWeeks = [2, 4, 8, 12] as const;
/** The `source` of consent steps taken on the reader's own page. */
export const ownPage = "reader’s page";

/**
 * Adds a reader to a list from their own page. The link came to their address, so no confirmation mail is needed. A
 * former subscriber of the list keeps their earlier choices.
 * @returns false for an unknown or closed list, and for a suppressed address
 */
export async function joinList(context: Context, reader: ReaderOfLink, listId: number, ip: string): Promise<boolean> {
  const list = (await openLists(context)).find(({ id }) => id === listId);
  if (!list || reader.suppressed) return false;
  const words = messagesIn(await languageOf(context));
  return inTransaction(context, async (context) => {
    await lockReader(context, reader.id);
    const now = context.clock();
    const active = { status: "active" as const, confirmed_at: now, ended_at: null, ended_by: null, wishes: null };
    const joined = await context.db
      .insertInto("subscriptions")
      .values({ subscriber_id: reader.id, list_id: listId, created_at: now, ...active })
      .onConflict((conflict) =>
        conflict
          .columns(["subscriber_id", "list_id"])
          .doUpdateSet(active)
          .where("subscriptions.status", "!=", "active"),
      )
      .returning("list_id")
      .executeTakeFirst();
    if (!joined) return true;
    await context.db
      .deleteFrom("leave_reasons")
      .where("subscriber_id", "=", reader.id)
      .where("list_id", "=", listId)
      .execute();
    await recordConsent(context, {
      subscriberId: reader.id,
      listId,
      kind: "confirmed",
      wording: words("reader.lists.joinWording", { list: list.name }),
      source: ownPage,
      method: "button",
      ip,
    });
    return true;
  });
}

/** Sets how often a reader gets a list: each issue, or the headlines once a month. */
export async function chooseFrequency(
  context: Context,
  subscriberId: number,
  listId: number,
  frequency: Frequency,
): Promise<void> {
  await inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    const changed = await context.db
      .updateTable("subscriptions")
      .set({ frequency })
      .where("subscriber_id", "=", subscriberId)
      .where("list_id", "=", listId)
      .where("status", "=", "active")
      .where("frequency", "!=", frequency)
      .returning("list_id")
      .executeTakeFirst();
    if (changed) await recordChoice(context, subscriberId, { kind: "frequency-changed", listId, detail: frequency });
  });
}

/** Sets a reader's topics, on all lists; none means all topics. */
export async function chooseOwnTopics(context: Context, subscriberId: number, slugs: string[]): Promise<void> {
  await inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    const before = (await topicsChosenBy(context, subscriberId)).join(", ");
    await chooseTopics(context, subscriberId, slugs);
    const chosen = (await topicsChosenBy(context, subscriberId)).join(", ");
    if (chosen !== before)
      await recordChoice(context, subscriberId, { kind: "topics-changed", detail: chosen || null });
  });
}

/** Sets a reader's name; empty removes it. */
export async function chooseName(context: Context, reader: ReaderOfLink, name: string): Promise<void> {
  await inTransaction(context, async (context) => {
    await lockReader(context, reader.id);
    const row = await context.db
      .selectFrom("subscribers")
      .select(["email", "name"])
      .where("id", "=", reader.id)
      .where("erased_at", "is", null)
      .executeTakeFirst();
    const address = parseAddress(row?.email ?? "");
    if (!row || "error" in address) return;
    const { name: kept, search_key } = addressRow(address, tidyLine(name, 80));
    if (kept === row.name) return;
    await context.db.updateTable("subscribers").set({ name: kept, search_key }).where("id", "=", reader.id).execute();
    await recordChoice(context, reader.id, { kind: "name-changed" });
  });
}

/** Appends a choice to the consent chain. */
async function recordChoice(
  context: Context,
  subscriberId: number,
  { listId, ...step }: Pick<ConsentStep, "kind" | "detail"> & { listId?: number },
): Promise<void> {
  await recordConsent(context, {
    ...step,
    listId: listId ?? null,
    subscriberId,
    wording: "",
    source: ownPage,
    method: "button",
  });
}

/**
 * Returns the end of a pause: in some weeks, or at the start of a day in the briefing's time zone.
 * @returns milliseconds; null unless it is a day after today and within a year
 */
export async function pauseEnd(context: Context, { weeks, until }: { weeks: string; until: string }) {
  const now = DateTime.fromMillis(context.clock(), { zone: await timeZoneOf(context) });
  const count = pauseWeeks.find((one) => String(one) === weeks);
  if (count) return now.plus({ weeks: count }).toMillis();
  if (!/^\d{4}-\d\d-\d\d$/.test(until)) return null;
  const end = DateTime.fromISO(until, { zone: now.zone }).startOf("day");
  return end.isValid && end > now && end <= now.plus({ years: 1 }) ? end.toMillis() : null;
}

/** Returns the first and the last day that a pause may end on, as values of a date field. */
export async function pauseDays(context: Context): Promise<{ first: string; last: string }> {
  const now = DateTime.fromMillis(context.clock(), { zone: await timeZoneOf(context) });
  return { first: now.plus({ days: 1 }).toISODate()!, last: now.plus({ years: 1 }).toISODate()! };
}

/** Pauses all mail to a reader until `until`, in milliseconds, a running send included; null ends the pause. */
export async function setPause(context: Context, subscriberId: number, until: number | null): Promise<void> {
  await inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    const changed = await context.db
      .updateTable("subscriptions")
      .set({ paused_until: until })
      .where("subscriber_id", "=", subscriberId)
      .where("status", "=", "active")
      .where("paused_until", "is distinct from", until)
      .returning("list_id")
      .execute();
    if (changed.length === 0) return;
    const detail = until === null ? null : new Date(until).toISOString();
    await recordChoice(context, subscriberId, { kind: until === null ? "resumed" : "paused", detail });
  });
}
