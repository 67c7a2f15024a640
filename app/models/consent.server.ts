import type { Context } from "../context.server.ts";

export type ConsentKind = "signed-up" | "confirmed" | "imported" | "ended";
/** One step of a person's consent: what they saw, what they did, where and when (C-02). */
export type ConsentEvent = { kind: ConsentKind; list: string; wording: string; source: string; at: number };

/** What the sign-up form says; a new wording is a new text here, and events keep the one that was shown. */
export const signUpWording = "No spam. Unsubscribe anytime. Read our privacy policy for details.";

/** Adds a step; nothing ever changes or removes one. */
export async function recordConsent(
  context: Context,
  event: {
    subscriberId: number;
    listId: number;
    kind: ConsentKind;
    wording: string;
    source: string;
    ip?: string | null;
  },
): Promise<void> {
  await context.db
    .insertInto("consent_events")
    .values({
      subscriber_id: event.subscriberId,
      list_id: event.listId,
      kind: event.kind,
      wording: event.wording,
      source: event.source,
      ip: event.ip ?? null,
      at: context.clock(),
    })
    .execute();
}

/** The whole chain of one person, oldest first. */
export function consentOf(context: Context, subscriberId: number): Promise<ConsentEvent[]> {
  return context.db
    .selectFrom("consent_events")
    .innerJoin("lists", "lists.id", "consent_events.list_id")
    .select(["kind", "lists.name as list", "wording", "source", "at"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("consent_events.id")
    .execute();
}
