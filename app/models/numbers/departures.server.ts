import type { Context } from "#app/context.server.ts";
import { triedEditions } from "#app/models/deliveries/sends.server.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import type { LeaveReason } from "#app/models/readers/unsubscribe.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { addToEditions, withinOf, type EditionCount, type Within } from "./editionSums.server.ts";
import { wayOfLeaving, type WayOfLeaving } from "./standings.server.ts";

/** A mail that was handed over to a reader before they left; `at` in milliseconds. */
type MailBefore = { editionId: number; at: number };

/** The ways of leaving that an issue may have led to; others decided it, or an import told it. */
const ownWays: WayOfLeaving[] = ["one-click", "page", "mail", "complaint"];

/** Counts leavings for the edition that their readers had got last. Taking one back counts besides; the leaving stays. */
export async function countDepartures(
  context: Context,
  events: DomainEvent<"ended" | "undone" | "erased">[],
): Promise<void> {
  const rows = await context.db
    .selectFrom("consent_events")
    .innerJoin("consent_ways", "consent_ways.id", "consent_events.way_id")
    .select(["seq", "at", "kind", "subscriber_id as id", "list_id as listId", "source"])
    .where(
      isAmong(
        context.db,
        "seq",
        events.map(({ seq }) => seq),
      ),
    )
    .orderBy("seq")
    .execute();
  for (const { kind, id, listId, at, source } of rows) {
    if (kind === "erased") await forgetDepartures(context, id);
    else if (listId === null) continue;
    else if (kind === "ended") await depart(context, { id, listId, at, way: wayOfLeaving(source) });
    else await comeBack(context, id, listId);
  }
}

type Leaving = { id: number; listId: number; at: number; way: WayOfLeaving };

async function depart(context: Context, leaving: Leaving): Promise<void> {
  const { id, listId, at, way } = leaving;
  if (!ownWays.includes(way)) return;
  const mail = await mailBefore(context, leaving);
  const within: Within = mail ? withinOf(at, mail.at) : "";
  const row = { edition_id: mail?.editionId ?? null, way, within, reason: null, at };
  await context.db
    .insertInto("departures")
    .values({ subscriber_id: id, list_id: listId, ...row })
    .onConflict((conflict) => conflict.columns(["subscriber_id", "list_id"]).doUpdateSet(row))
    .execute();
  if (mail) await addToEditions(context, [{ editionId: mail.editionId, figure: `left ${way}`, within, count: 1 }]);
  // They may have said why before this is followed.
  await countReasonsOf(context, [id]);
}

async function comeBack(context: Context, id: number, listId: number): Promise<void> {
  const row = await context.db
    .deleteFrom("departures")
    .where("subscriber_id", "=", id)
    .where("list_id", "=", listId)
    .returning(["edition_id as editionId"])
    .executeTakeFirst();
  if (!row || row.editionId === null) return;
  await addToEditions(context, [{ editionId: row.editionId, figure: "came-back", within: "", count: 1 }]);
}

/** The sums stay; nothing tells any more who it was. */
async function forgetDepartures({ db }: Context, id: number): Promise<void> {
  await db.deleteFrom("departures").where("subscriber_id", "=", id).execute();
}

/** Issues and digests of a list that are looked at, the newest first: a reader who got none of them left for another reason. */
const looksBack = 30;

/** @returns the last mail of a list that a reader may have got before a time: accepted, or nobody knows */
async function mailBefore(context: Context, { id, listId, at }: Leaving): Promise<MailBefore | null> {
  const { db } = context;
  const ofList = await db
    .selectFrom("editions")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .leftJoin("digests", "digests.id", "editions.digest_id")
    .select("editions.id")
    .where(({ fn, eb }) => eb(fn.coalesce("issues.list_id", "digests.list_id"), "=", listId))
    .where("frozen_at", "<=", at)
    .where("variant", "is", null)
    .orderBy("frozen_at", "desc")
    .limit(looksBack)
    .execute();
  if (ofList.length === 0) return null;
  const own = ofList.map((one) => one.id);
  const ids = [...own, ...(await triedEditions(context, own)).keys()];
  const mails = await db
    .selectFrom("deliveries")
    .select(["edition_id as editionId", "claimed_at as at"])
    .where("subscriber_id", "=", id)
    .where("edition_id", "in", ids)
    .where("status", "in", ["accepted", "uncertain", "sending"])
    .where("claimed_at", "<=", at)
    .orderBy("claimed_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return mails ? { editionId: mails.editionId, at: mails.at! } : null;
}

/** Counts why readers left, from the event that one of them said so. */
export async function countReasons(context: Context, events: DomainEvent<"leave-reason-told">[]): Promise<void> {
  await countReasonsOf(
    context,
    events.map(({ subject }) => subject),
  );
}

/** The last reason that somebody gave counts. */
async function countReasonsOf({ db, ...rest }: Context, ids: number[]): Promise<void> {
  const context = { ...rest, db };
  const rows = await db
    .selectFrom("departures")
    .innerJoin("leave_reasons", (join) =>
      join
        .onRef("leave_reasons.subscriber_id", "=", "departures.subscriber_id")
        .onRef("leave_reasons.list_id", "=", "departures.list_id"),
    )
    .select(["departures.subscriber_id as id", "departures.list_id as listId", "edition_id as editionId"])
    .select(["departures.reason as counted", "leave_reasons.reason as told"])
    .where(isAmong(db, "departures.subscriber_id", ids))
    .execute();
  const counts: EditionCount[] = [];
  for (const { id, listId, editionId, counted, told } of rows) {
    if (counted === told) continue;
    const of = (reason: string, count: number): EditionCount[] =>
      editionId === null ? [] : [{ editionId, figure: `reason ${reason as LeaveReason}`, within: "", count }];
    if (counted !== null) counts.push(...of(counted, -1));
    counts.push(...of(told, 1));
    await db
      .updateTable("departures")
      .set({ reason: told })
      .where("subscriber_id", "=", id)
      .where("list_id", "=", listId)
      .execute();
  }
  await addToEditions(context, counts);
}

/** A reader who left after an issue, for operators. Times in milliseconds. */
type Departure = {
  subscriberId: number;
  way: WayOfLeaving;
  within: Within;
  reason: LeaveReason | null;
  remark: string;
  at: number;
};

/** @returns who left after an edition, the newest first, with their own words; erased readers are not among them */
export async function departuresAfter({ db }: Context, editionId: number, most = 200): Promise<Departure[]> {
  const rows = await db
    .selectFrom("departures")
    .leftJoin("leave_reasons", (join) =>
      join
        .onRef("leave_reasons.subscriber_id", "=", "departures.subscriber_id")
        .onRef("leave_reasons.list_id", "=", "departures.list_id"),
    )
    .select(["departures.subscriber_id as subscriberId", "way", "within", "leave_reasons.reason", "remark"])
    .select("departures.at")
    .where("edition_id", "=", editionId)
    .orderBy("departures.at", "desc")
    .orderBy("departures.subscriber_id")
    .limit(most)
    .execute();
  return rows.map(({ way, reason, remark, ...row }) => ({
    ...row,
    way: way as WayOfLeaving,
    reason: reason as LeaveReason | null,
    remark: remark ?? "",
  }));
}

/** A leaving as it is held about a reader: `issue` is the one that it counts for, null for a digest or none. */
export type HeldLeaving = { list: string; issue: number | null; at: number };

/** Returns after which issues a reader left, for them and for an operator (C-09). */
export function leavingsHeld({ db }: Context, subscriberId: number): Promise<HeldLeaving[]> {
  return db
    .selectFrom("departures")
    .innerJoin("lists", "lists.id", "departures.list_id")
    .leftJoin("editions", "editions.id", "departures.edition_id")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .select(["lists.name as list", "issues.number as issue", "departures.at"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("departures.at")
    .execute();
}

/** Deletes who left before a time, as long as deliveries are kept; the sums stay. @returns how many */
export async function forgetOldDepartures({ db }: Context, before: number, most: number): Promise<number> {
  const gone = await db
    .deleteFrom("departures")
    .where(({ refTuple, selectFrom, eb }) =>
      eb(
        refTuple("subscriber_id", "list_id"),
        "in",
        selectFrom("departures as old")
          .select(["old.subscriber_id", "old.list_id"])
          .where("old.at", "<", before)
          .limit(most)
          .$asTuple("subscriber_id", "list_id"),
      ),
    )
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
