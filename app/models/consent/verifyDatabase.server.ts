import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { eventHash, noHash } from "./chain.server.ts";
import type { ChainHead } from "./head.server.ts";
import { chainCheck, fault, type ChainFault, type ChainTally, type CheckedEvent } from "./verification.server.ts";

const pageRows = 1000;

/** The result of a check of the whole chain. */
export type ConsentVerdict = { head: ChainHead; tally: ChainTally; fault: ChainFault | null };

/**
 * Checks the whole chain in pages, in flat memory. Receipts added during the check are not part of it.
 * @param expect the hash of an earlier head, or undefined
 */
export async function verifyConsent(
  context: Context,
  { expect, onProgress }: { expect?: string; onProgress?: (events: number, of: number) => void } = {},
): Promise<ConsentVerdict> {
  const found = await context.db
    .selectFrom("consent_head")
    .select(["events", "hash"])
    .where("id", "=", 1)
    .executeTakeFirst();
  const head = found ?? { events: 0, hash: "" };
  const check = chainCheck({ head, whole: true, personal: true, ...(expect !== undefined && { expect }) });
  const verdict = (fault: ChainFault | null) => ({ head, tally: check.tally, fault });
  if (!found) return verdict(fault(null, "head", { error: "no-head" }));
  for (const wording of await allWordings(context)) {
    const wrong = check.wording(wording);
    if (wrong) return verdict(wrong);
  }
  for await (const event of chainedEvents(context, { upTo: head.events })) {
    const wrong = check.event(event);
    if (wrong) return verdict(await whereFrom(context, event, head.events, wrong));
    if (check.tally.events % pageRows === 0) onProgress?.(check.tally.events, head.events);
  }
  return verdict(check.end() ?? (await behindTheHead(context)));
}

/** An event that does not fit its hash may be another one, from elsewhere in the chain. */
async function whereFrom(
  context: Context,
  event: CheckedEvent,
  events: number,
  wrong: ChainFault,
): Promise<ChainFault> {
  if (wrong.found.error !== "hash-differs") return wrong;
  const { seq } = event;
  const place = await placeOf(context, event, events);
  return place === null ? wrong : fault(seq, "reordered", { error: "moved", seq, place });
}

/** One statement, so that no receipt is added between its two halves. */
async function behindTheHead(context: Context): Promise<ChainFault | null> {
  const row = await context.db
    .selectFrom("consent_events")
    .innerJoin("consent_head", (join) => join.onRef("consent_events.seq", ">", "consent_head.events"))
    .select(["seq", "events"])
    .orderBy("seq")
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  return fault(row.seq, "head", { error: "beyond-head", ...row });
}

/** Returns every text that a consent event can refer to, oldest first. */
export function allWordings(context: Context) {
  return context.db
    .selectFrom("wordings")
    .select(["hash", "purpose", "language", "version", "text", "shown_from as shownFrom", "made_by as madeBy"])
    .orderBy("id")
    .execute();
}

/** A part of the chain: up to an event, of one list, of one reader. */
type ChainPart = { upTo: number; listId?: number | undefined; subscriberId?: number | undefined };

/** Counts the events of a part. */
export async function countEvents(context: Context, part: ChainPart): Promise<number> {
  const { count } = await partOf(context, part)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** Yields the events of a part in chain order, page by page. */
export async function* chainedEvents(context: Context, part: ChainPart): AsyncGenerator<CheckedEvent> {
  let after = -Infinity;
  for (;;) {
    const rows = await eventsAfter(context, part, after);
    yield* rows;
    if (rows.length < pageRows) return;
    after = rows.at(-1)!.seq;
  }
}

async function eventsAfter(context: Context, part: ChainPart, after: number): Promise<CheckedEvent[]> {
  let query = partOf(context, part)
    .leftJoin("lists", "lists.id", "consent_events.list_id")
    .leftJoin("wordings", "wordings.id", "consent_events.wording_id")
    .leftJoin("consent_ways", "consent_ways.id", "consent_events.way_id")
    .select(["seq", hashBefore.as("prev"), "consent_events.hash", "at", "subscriber_id as subscriber"])
    .select(["lists.slug as list", "kind", "wordings.hash as wording", "detail", "source", "method"])
    .select(["letter_id as letterId", "letter_at as letterAt", "who_seal as whoSeal", "trace_seal as traceSeal"])
    .select(["address", "consent_events.name", "who_salt as whoSalt"])
    .select(["ip", "user_agent as userAgent", "trace_salt as traceSalt"]);
  if (Number.isFinite(after)) query = query.where("seq", ">", after);
  const rows = await query.orderBy("seq").limit(pageRows).execute();
  return rows.map(({ prev, hash, source, whoSeal, traceSeal, whoSalt, traceSalt, ...row }) => ({
    ...row,
    ...{ prev: prev?.toString("hex") ?? noHash, hash: hash.toString("hex"), source: source ?? "" },
    ...{ whoSeal: digits(whoSeal), traceSeal: digits(traceSeal) },
    ...{ whoSalt: digits(whoSalt), traceSalt: digits(traceSalt) },
  }));
}

/** The hash of the event before stands there alone: where it is another, an event's own hash does not fit. */
const hashBefore = sql<Buffer | null>`(select before.hash from consent_events as before where before.seq = consent_events.seq - 1)`;

function digits(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString("hex");
}

/** Finds the original place of a moved event, whose link is the hash that stands before that place, or in it. @returns null for none */
async function placeOf(context: Context, event: CheckedEvent, events: number): Promise<number | null> {
  let last = noHash;
  for (let after = 0; ;) {
    const rows = await context.db
      .selectFrom("consent_events")
      .select(["seq", "hash"])
      .where("seq", ">", after)
      .where("seq", "<=", events)
      .orderBy("seq")
      .limit(pageRows)
      .execute();
    for (const row of rows) {
      const here = row.hash.toString("hex");
      for (const prev of [last, here]) if (eventHash({ ...event, seq: row.seq, prev }) === event.hash) return row.seq;
      last = here;
    }
    if (rows.length < pageRows) return null;
    after = rows.at(-1)!.seq;
  }
}

function partOf(context: Context, { upTo, listId, subscriberId }: ChainPart) {
  let query = context.db.selectFrom("consent_events").where("seq", "<=", upTo);
  if (listId !== undefined) query = query.where("consent_events.list_id", "=", listId);
  if (subscriberId !== undefined) query = query.where("subscriber_id", "=", subscriberId);
  return query;
}
