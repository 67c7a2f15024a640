import { randomBytes } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import { eventHashes, personHash, requestHash } from "./chain.server.ts";
import { lockHead, moveHead } from "./head.server.ts";
import type { ConsentKind } from "./steps.ts";
import type { StoredWording } from "./wordings.server.ts";

/** A step to record. `kind`, `listId`, `wording` and `source` are always known. */
export type ConsentStep = {
  kind: ConsentKind;
  /** Null when the step concerns all lists, like a change of address. */
  listId: number | null;
  /** The text that the person saw: a stored wording, a text without versions, or empty for none. */
  wording: StoredWording | string;
  /** The way in: a page's path, `one-click`, `operator …`, `import 7 of …`. */
  source: string;
  /**
   * The choice that kind and list do not tell (`monthly`), or the state at the former service. Never a name or an
   * address. As a function it gives each of many subscribers their own detail.
   */
  detail?: string | null | ((subscriberId: number) => string | null);
  /** The control that was used, like `button`. */
  method?: string | null;
  /** The mail whose link was used, and the date in its header. */
  letter?: { id: number; at: number } | null;
};

/** The request behind a step; erased after 30 days (C-10). */
export type Caller = { ip?: string | null; userAgent?: string | null };

/** Addresses and names as they are stored, by subscriber. */
export type NamedPeople = ReadonlyMap<number, { email: string; name: string }>;

/** The parts that all receipts of a step share. `list`: its slug; `wording`: the id and the hash of the stored one. */
type Said = {
  step: ConsentStep;
  list: string | null;
  wording: { id: number; hash: string } | null;
  traces: (subscriberId: number) => Caller;
  known: NamedPeople | undefined;
};

const saltBytes = 16;

/**
 * Appends a receipt for each subscriber, in the caller's transaction. Personal fields enter a hash only through a salted hash,
 * so that they can be erased.
 * Long because: a million receipts are made here, each in one walk from person to row.
 */
export async function appendReceipts(context: Context, subscriberIds: number[], said: Said): Promise<void> {
  const { step, list, wording, traces } = said;
  const people = said.known ?? (await peopleOf(context, subscriberIds));
  const at = context.clock();
  const head = await lockHead(context);
  const wayId = await wayOf(context, step.source, step.method ?? null);
  const hashOf = eventHashes({
    ...{ at, list, kind: step.kind, wording: wording?.hash ?? null, source: step.source, method: step.method ?? null },
    ...{ letterId: step.letter?.id ?? null, letterAt: step.letter?.at ?? null },
  });
  const { detail = null } = step;
  const shared = { kind: step.kind, list_id: step.listId, wording_id: wording?.id ?? null, way_id: wayId, at };
  // An import has none; writing the nulls would be a third of its time here.
  const letter = step.letter && { letter_id: step.letter.id, letter_at: step.letter.at };
  const salts = randomBytes(subscriberIds.length * saltBytes);
  const rows = subscriberIds.map((subscriber, i) => {
    const person = people.get(subscriber);
    const salt = salts.subarray(i * saltBytes, (i + 1) * saltBytes);
    const whoSeal = person
      ? personHash({ whoSalt: salt.toString("hex"), address: person.email, name: person.name })
      : null;
    const trace = tracesOf(traces(subscriber));
    const own = typeof detail === "function" ? detail(subscriber) : detail;
    const seq = head.events + 1;
    const hash = hashOf({ seq, prev: head.hash, subscriber, detail: own, whoSeal, traceSeal: trace?.seal ?? null });
    head.events = seq;
    head.hash = hash;
    return {
      ...{ seq, hash: Buffer.from(hash, "hex"), ...shared, subscriber_id: subscriber, detail: own },
      ...{ who_seal: whoSeal && Buffer.from(whoSeal, "hex"), who_salt: person ? salt : null },
      ...{ address: person?.email ?? null, name: person?.name ?? null, ...letter, ...trace?.row },
    };
  });
  await insertRows(context.db, "consent_events", rows as Parameters<typeof insertRows<"consent_events">>[2]);
  await moveHead(context, head);
}

/** The seal of a request, and its columns; null for a caller without traces. */
function tracesOf({ ip, userAgent }: Caller) {
  const agent = userAgent ? tidyLine(userAgent.slice(0, 600), 300) : null;
  if (!ip && !agent) return null;
  const salt = randomBytes(saltBytes);
  const traces = { ip: ip || null, userAgent: agent, traceSalt: salt.toString("hex") };
  const seal = requestHash(traces);
  const row = { trace_seal: Buffer.from(seal, "hex"), ip: traces.ip, user_agent: agent, trace_salt: salt };
  return { seal, row };
}

async function peopleOf(context: Context, subscriberIds: number[]): Promise<NamedPeople> {
  const people = await context.db
    .selectFrom("subscribers")
    .select(["id", "email", "name"])
    .where(isAmong(context.db, "id", subscriberIds))
    .execute();
  return new Map(people.map((person) => [person.id, person]));
}

/** The id of a way in, written down when it is new. The head is locked: nobody else writes the same one. */
async function wayOf(context: Context, source: string, method: string | null): Promise<number> {
  const known = await context.db
    .selectFrom("consent_ways")
    .select("id")
    .where("source", "=", source)
    .where("method", "is not distinct from", method)
    .executeTakeFirst();
  if (known) return known.id;
  const made = await context.db
    .insertInto("consent_ways")
    .values({ source, method })
    .returning("id")
    .executeTakeFirstOrThrow();
  return made.id;
}
