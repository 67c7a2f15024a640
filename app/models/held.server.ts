import type { Context } from "../context.server.ts";
import { consentOf, type ConsentEvent } from "./consent.server.ts";
import { deliveriesOfSubscriber } from "./deliveries.server.ts";
import { topicsChosenBy } from "./readerTopics.server.ts";

/** Everything held about one person (C-09), for them and for the operator whom they ask. Times in milliseconds. */
export type Held = {
  email: string;
  name: string;
  since: number;
  suppressedSince: number | null;
  subscriptions: HeldSubscription[];
  topics: string[];
  consent: ConsentEvent[];
  deliveries: HeldDelivery[];
  letters: { kind: string; state: string; at: number; reply: string | null }[];
  addressChange: { to: string; askedAt: number; oldAgreedAt: number | null; newAgreedAt: number | null } | null;
  leaveReasons: { list: string; reason: string; remark: string; at: number }[];
};
export type HeldSubscription = {
  list: string;
  status: string;
  frequency: string;
  createdAt: number;
  confirmedAt: number | null;
  pausedUntil: number | null;
  endedAt: number | null;
  endedBy: string | null;
};
export type HeldDelivery = { issue: number; subject: string; state: string; at: number | null; reply: string | null };

export async function heldAbout(context: Context, subscriberId: number): Promise<Held | undefined> {
  const person = await context.db
    .selectFrom("subscribers")
    .select(["email", "name", "created_at as since", "suppressed_at as suppressedSince"])
    .where("id", "=", subscriberId)
    .where("erased_at", "is", null)
    .executeTakeFirst();
  if (!person) return undefined;
  const deliveries = await deliveriesOfSubscriber(context, subscriberId);
  return {
    ...person,
    subscriptions: await subscriptionsHeld(context, subscriberId),
    topics: await topicsChosenBy(context, subscriberId),
    consent: await consentOf(context, subscriberId),
    deliveries: deliveries.map(({ number, subject, status, finishedAt, reply }) => ({
      issue: number,
      subject,
      state: status,
      at: finishedAt,
      reply,
    })),
    letters: await context.db
      .selectFrom("letters")
      .select(["kind", "status as state", "created_at as at", "reply"])
      .where("subscriber_id", "=", subscriberId)
      .orderBy("id", "desc")
      .execute(),
    addressChange: await changeHeld(context, subscriberId),
    leaveReasons: await context.db
      .selectFrom("leave_reasons")
      .innerJoin("lists", "lists.id", "leave_reasons.list_id")
      .select(["lists.name as list", "reason", "remark", "at"])
      .where("subscriber_id", "=", subscriberId)
      .orderBy("list_id")
      .execute(),
  };
}

/** The same as text to take along: JSON, times in UTC. */
export function heldAsJson(held: Held): string {
  const time = (key: string, value: unknown) =>
    typeof value === "number" && /(^|[a-z])(at|since|until)$/i.test(key) ? new Date(value).toISOString() : value;
  return `${JSON.stringify(held, time, 2)}\n`;
}

async function subscriptionsHeld(context: Context, subscriberId: number): Promise<HeldSubscription[]> {
  const rows = await context.db
    .selectFrom("subscriptions")
    .innerJoin("lists", "lists.id", "subscriptions.list_id")
    .select([
      "lists.name as list",
      "status",
      "frequency",
      "subscriptions.created_at as createdAt",
      "confirmed_at as confirmedAt",
      "paused_until as pausedUntil",
      "ended_at as endedAt",
      "ended_by as endedBy",
    ])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("list_id")
    .execute();
  // Which of our people it was is theirs, not the reader's.
  return rows.map((row) => ({ ...row, endedBy: row.endedBy?.replace(/^operator\b.*/s, "operator") ?? null }));
}

async function changeHeld(context: Context, subscriberId: number): Promise<Held["addressChange"]> {
  const row = await context.db
    .selectFrom("address_changes")
    .select(["email as to", "asked_at as askedAt", "old_agreed_at as oldAgreedAt", "new_agreed_at as newAgreedAt"])
    .where("subscriber_id", "=", subscriberId)
    .executeTakeFirst();
  return row ?? null;
}
