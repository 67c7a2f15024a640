import { inTransaction, type Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { skipLocked } from "#db/client.server.ts";
import { appendReceipts, type Caller, type ConsentStep, type NamedPeople } from "./appending.server.ts";
import type { ConsentKind } from "./steps.ts";
import { knownWording, saidOnce, wordingKey } from "./wordings.server.ts";

/** IP addresses and user agents are erased after this many days (C-10). */
export const requestMetadataDays = 30;

/** One step of a person's consent: the text they saw, their action, and where and when it happened (C-02). */
export type ConsentEvent = {
  seq: number;
  hash: string;
  kind: ConsentKind;
  /** Name of the list; empty when the step concerns all lists. */
  list: string;
  wording: string;
  /** Null for a wording without versions. */
  version: number | null;
  language: string | null;
  detail: string | null;
  source: string;
  method: string | null;
  at: number;
  /** The mail whose link was used, and the date in its header. */
  letter: { id: number; at: number } | null;
  /** The address at that time; null when erased or never known. */
  address: string | null;
  name: string | null;
  ip: string | null;
  userAgent: string | null;
  /** The time when `ip` and `userAgent` are erased; null when there are none. */
  tracesUntil: number | null;
  /** True when there was an IP address or user agent that is erased by now. */
  tracesErased: boolean;
};

/**
 * Appends a step to the chain; steps are never changed or removed. Call it last in a transaction: it locks the head, so
 * no other process can append until that transaction ends.
 */
export async function recordConsent(
  context: Context,
  event: ConsentStep & Caller & { subscriberId: number },
): Promise<void> {
  await recordConsents(context, [event.subscriberId], event, event);
}

/**
 * Appends the same step for each of many subscribers; see `recordConsent`.
 * @param known their addresses and names as they are stored, where the caller has them; looked up when left out
 */
export async function recordConsents(
  context: Context,
  subscriberIds: number[],
  step: ConsentStep,
  caller: Caller | string | ((subscriberId: number) => Caller) | null = null,
  known?: NamedPeople,
): Promise<void> {
  if (subscriberIds.length === 0) return;
  const one = typeof caller === "string" ? { ip: caller } : (caller ?? {});
  const traces = typeof one === "function" ? one : () => one;
  await inTransaction(context, async (context) => {
    const wording = await wordingOf(context, step);
    const list = step.listId === null ? null : await slugOf(context, step.listId);
    await appendReceipts(context, subscriberIds, { step, list, wording, traces, known });
  });
}

/** Returns the events of one person, oldest first. */
export async function consentOf(context: Context, subscriberId: number): Promise<ConsentEvent[]> {
  const rows = await context.db
    .selectFrom("consent_events")
    .leftJoin("lists", "lists.id", "consent_events.list_id")
    .leftJoin("wordings", "wordings.id", "consent_events.wording_id")
    .innerJoin("consent_ways", "consent_ways.id", "consent_events.way_id")
    .select(["seq", "consent_events.hash", "kind", "detail", "source", "method", "at", "address", "ip"])
    .select(["consent_events.name", "lists.name as list", "text as wording", "version", "language"])
    .select(["user_agent as userAgent", "trace_seal", "trace_salt", "letter_id", "letter_at"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("seq")
    .execute();
  return rows.map(({ trace_seal, trace_salt, letter_id, letter_at, hash, ...row }) => ({
    ...row,
    hash: hash.toString("hex"),
    kind: row.kind as ConsentKind,
    list: row.list ?? "",
    wording: row.wording ?? "",
    letter: letter_id !== null && letter_at !== null ? { id: letter_id, at: letter_at } : null,
    tracesUntil: trace_salt === null ? null : row.at + requestMetadataDays * day,
    tracesErased: trace_seal !== null && trace_salt === null,
  }));
}

/** Erases the person's address, name and request metadata from all their events (C-08). The hashes still verify. */
export async function forgetConsentOf(context: Context, subscriberId: number): Promise<void> {
  await forgetConsentsOf(context, [subscriberId]);
}

/** Like `forgetConsentOf`, for up to 2,000 people. */
export async function forgetConsentsOf(context: Context, subscriberIds: number[]): Promise<void> {
  if (subscriberIds.length === 0) return;
  await context.db
    .updateTable("consent_events")
    .set({ ...noWho, ...noTraces })
    .where("subscriber_id", "in", subscriberIds)
    .execute();
}

const noWho = { address: null, name: null, who_salt: null };
const noTraces = { ip: null, user_agent: null, trace_salt: null };

/** Erases IP addresses and user agents older than 30 days. @returns the number of events changed */
export async function forgetOldRequestMetadata(context: Context): Promise<number> {
  const old = context.clock() - requestMetadataDays * day;
  for (let erased = 0; ;) {
    const rows = await context.db
      .updateTable("consent_events")
      .set(noTraces)
      .where("seq", "in", () =>
        // Rows locked by an erasure are skipped: it clears these columns itself.
        skipLocked(
          context.db,
          context.db
            .selectFrom("consent_events")
            .select("seq")
            .where("trace_salt", "is not", null)
            .where("at", "<", old)
            .limit(1000),
          "consent_events",
        ),
      )
      .returning("seq")
      .execute();
    if (rows.length === 0) return erased;
    erased += rows.length;
  }
}

async function wordingOf(context: Context, { kind, wording }: ConsentStep) {
  if (wording === "") return null;
  const id = typeof wording === "string" ? await keptText(context, kind, wording) : wording.id;
  const row = await context.db.selectFrom("wordings").select("hash").where("id", "=", id).executeTakeFirstOrThrow();
  return { id, hash: row.hash };
}

async function keptText(context: Context, kind: ConsentKind, text: string): Promise<number> {
  const version = kind === "signed-up" && (await knownWording(context, "sign-up", wordingKey(text)));
  return version ? version.id : saidOnce(context, kind, text);
}

async function slugOf(context: Context, listId: number): Promise<string> {
  const list = await context.db.selectFrom("lists").select("slug").where("id", "=", listId).executeTakeFirstOrThrow();
  return list.slug;
}
