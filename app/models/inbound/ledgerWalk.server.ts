import { inTransaction, type Context } from "#app/context.server.ts";
import { countReturns, isDomainInDoubt, type Return } from "#app/models/deliveries/returns.server.ts";
import { editionsOf } from "#app/models/deliveries/sends.server.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import { lockReadersById } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { skipLocked } from "#db/client.server.ts";
import { judgeAgain } from "./domainDoubts.server.ts";
import { judgeReader, openPatience } from "./patience.server.ts";

/** Deliveries that are counted in one transaction, and refusals that are heeded in one. */
const countedAtOnce = 5000;
const heededAtOnce = 200;

/** Has the ledgers of editions counted that have gone out, from the beginning. */
export async function followFinished(context: Context, events: DomainEvent[]): Promise<void> {
  const finished = await Promise.all(events.map(({ subject }) => editionsOf(context, subject)));
  for (const subject of finished.flat()) {
    const known = context.db.selectFrom("editions").select("id").where("id", "=", subject);
    if (!(await known.executeTakeFirst())) continue;
    const again = { walked_through: 0, counted_at: null, heeded_through: 0, walked_at: null };
    await context.db
      .insertInto("edition_hearings")
      .values({ edition_id: subject, ...again })
      .onConflict((conflict) => conflict.column("edition_id").doUpdateSet(again))
      .execute();
    await context.db
      .deleteFrom("edition_returns")
      .where("edition_id", "=", subject)
      .where("kind", "in", ["accepted", "refused"])
      .execute();
  }
}

/**
 * Goes on with the ledger of an edition that has gone out. First it counts by domain what was accepted and refused. Then
 * refusals count against their readers, and what came back early is judged again. A sender calls it each second.
 */
export async function walkLedger(context: Context): Promise<void> {
  const waiting = await toWalk(context).executeTakeFirst();
  if (!waiting) return;
  await inTransaction(context, async (context) => {
    // Another process may be at it.
    const row = await skipLocked(context.db, toWalk(context), "edition_hearings").executeTakeFirst();
    if (row) await (row.counted_at === null ? count(context, row) : heed(context, row));
  });
}

function toWalk({ db }: Context) {
  return db
    .selectFrom("edition_hearings")
    .select(["edition_id", "walked_through", "counted_at", "heeded_through"])
    .where("walked_at", "is", null)
    .orderBy("edition_id")
    .limit(1);
}

type Walk = { edition_id: number; walked_through: number; heeded_through: number };

async function count(context: Context, { edition_id: editionId, walked_through }: Walk): Promise<void> {
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["subscriber_id", "status", "verdict", "domain"])
    .where("edition_id", "=", editionId)
    .where("subscriber_id", ">", walked_through)
    .orderBy("subscriber_id")
    .limit(countedAtOnce)
    .execute();
  const returns = rows.flatMap(({ status, verdict, domain }): (Return & { count: number })[] =>
    status === "accepted" || status === "refused"
      ? [{ editionId, domain, kind: status, category: status === "refused" ? (verdict ?? "") : "", count: 1 }]
      : [],
  );
  await countReturns(context, returns);
  const last = rows.at(-1)?.subscriber_id ?? walked_through;
  const counted_at = rows.length < countedAtOnce ? context.clock() : null;
  await move(context, editionId, { walked_through: last, counted_at });
}

async function heed(context: Context, { edition_id: editionId, heeded_through }: Walk): Promise<void> {
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["subscriber_id as id", "email", "domain", "verdict", "reply", "suppressed_at", "erased_at"])
    .where("edition_id", "=", editionId)
    .where("deliveries.status", "=", "refused")
    .where("subscriber_id", ">", heeded_through)
    .orderBy("subscriber_id")
    .limit(heededAtOnce)
    .execute();
  const ids = rows.map(({ id }) => id);
  await lockReadersById(context, ids);
  const patience = await openPatience(context, ids);
  for (const row of rows) {
    if (row.suppressed_at !== null || row.erased_at !== null) continue;
    const isSure = isGone(row) && !(await isDomainInDoubt(context, editionId, row.domain));
    const reason = isSure ? "hard bounce" : await judgeReader(context, patience, row);
    if (reason) await suppress(context, row.email, reason, { by: "refusals at the hand-over" });
  }
  const last = rows.at(-1)?.id ?? heeded_through;
  // In a transaction of its own: readers are locked by their ids.
  const isDone = rows.length === 0 && (await judgeAgain(context, editionId));
  await move(context, editionId, { heeded_through: last, walked_at: isDone ? context.clock() : null });
}

/** A server says by its code that there is no such mailbox (RFC 3463). */
function isGone({ verdict, reply }: { verdict: string | null; reply: string | null }): boolean {
  return verdict === "address" && /\b5\.1\.(1|2|3|6|10)\b/.test(reply ?? "");
}

type Progress = Partial<Walk> & { counted_at?: number | null; walked_at?: number | null };

async function move(context: Context, editionId: number, to: Progress): Promise<void> {
  await context.db.updateTable("edition_hearings").set(to).where("edition_id", "=", editionId).execute();
}
