import type { Context } from "../context.server.ts";

export type ConsentKind = "signed-up" | "confirmed" | "imported" | "ended";
/** One step of a person's consent: what they saw, what they did, where and when (C-02). */
export type ConsentEvent = {
  kind: ConsentKind;
  list: string;
  wording: string;
  source: string;
  ip: string | null;
  at: number;
};

/** What the sign-up form says; a new wording is a new text here, and events keep the one that was shown. */
export const signUpWording = "No spam. Unsubscribe anytime. Read our privacy policy for details.";

/** Adds a step; nothing ever changes or removes one. */
export async function recordConsent(
  context: Context,
  event: Step & { subscriberId: number; ip?: string | null },
): Promise<void> {
  await recordConsents(context, [event.subscriberId], event, event.ip);
}

type Step = { listId: number; kind: ConsentKind; wording: string; source: string };

/** Adds the same step for each of up to 500 subscribers. */
export async function recordConsents(
  context: Context,
  subscriberIds: number[],
  { listId, kind, wording, source }: Step,
  ip: string | null = null,
): Promise<void> {
  if (subscriberIds.length === 0) return;
  const step = { list_id: listId, kind, wording, source, ip, at: context.clock() };
  await context.db
    .insertInto("consent_events")
    .values(subscriberIds.map((id) => ({ subscriber_id: id, ...step })))
    .execute();
}

/** The whole chain of one person, oldest first. */
export function consentOf(context: Context, subscriberId: number): Promise<ConsentEvent[]> {
  return context.db
    .selectFrom("consent_events")
    .innerJoin("lists", "lists.id", "consent_events.list_id")
    .select(["kind", "lists.name as list", "wording", "source", "ip", "at"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("consent_events.id")
    .execute();
}

/** Takes a person out of their chain; part of the transaction that erases them (C-08). */
export async function forgetConsentOf(context: Context, subscriberId: number): Promise<void> {
  await context.db.deleteFrom("consent_events").where("subscriber_id", "=", subscriberId).execute();
}
