import type { Context } from "#app/context.server.ts";
import { countAll } from "#app/models/deliveries/deliveries.server.ts";
import { noReturns, returnsOfSends, type Return, type ReturnKind } from "#app/models/deliveries/returns.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { editionsBeside, sendOfEdition, tableOf, type Send } from "#app/models/deliveries/sends.server.ts";
import { healthPath } from "#app/models/deskPaths.ts";
import { complaintLimits } from "#app/models/deliveries/returnLimits.ts";
import { addNotice } from "#app/models/notices.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { percent } from "#app/models/shares.ts";

type Breaking = Extract<ReturnKind, "hard" | "block" | "complaint">;

type Limit = {
  /** Fewer are chance, however large their share is. */
  least: number;
  /** Of what was accepted so far. */
  share: number;
  /** Why the send stops, in a sentence. */
  why: (count: number, of: number) => string;
};

/** When what comes back of a running edition stops the rest of it (T-08, P-01). */
const limits: Record<Breaking, Limit> = {
  hard: {
    ...{ least: 20, share: 0.1 },
    why: (count, of) =>
      `Too many mailboxes are gone: ${said(count, of)} came back as unknown. The list may be old; providers judge senders by that.`,
  },
  block: {
    ...{ least: 10, share: 0.05 },
    why: (count, of) => `Receivers do not want this mail: ${said(count, of)} came back blocked.`,
  },
  complaint: {
    ...complaintLimits.stop,
    why: (count, of) =>
      `Too many readers complain: ${said(count, of)}, which is ${percent(count / of)}. Providers ask for less than ${percent(complaintLimits.stop.share)}.`,
  },
};

function said(count: number, of: number): string {
  return `${count.toLocaleString("en")} of the ${of.toLocaleString("en")} mails handed over`;
}

/** Counts at the last pause: an operator who resumed has seen them. */
type Before = Partial<Record<Breaking, number>>;

/**
 * Judges the sends of which something came back, after it was counted. Tried subjects are judged together with the rest: what
 * comes back of a few readers each must keep the others from getting it.
 */
export async function heedReturns(context: Context, returns: Pick<Return, "editionId" | "kind">[]): Promise<void> {
  const first = await editionsBeside(context, [...new Set(returns.map(({ editionId }) => editionId))]);
  for (const [editionId, ofSend] of Map.groupBy(returns, (one) => first.get(one.editionId)!))
    for (const [kind, some] of Map.groupBy(ofSend, (one) => one.kind))
      await heed(context, editionId, kind, some.length);
}

/**
 * Warns operators of complaints, and pauses the send. It is judged in ever larger steps, so that a million bounces cost
 * little.
 * @param added how many of this kind were counted since it was last judged
 */
async function heed(context: Context, editionId: number, kind: ReturnKind, added: number): Promise<void> {
  if (!isBreaking(kind)) return;
  const send = await sendOfEdition(context, editionId);
  if (!send) return;
  const count = (await returnsOfSend(context, send))[kind];
  const least = kind === "complaint" ? complaintLimits.warn.least : limits[kind].least;
  if (!Array.from({ length: added }, (_, i) => count - i).some((one) => isStep(one, least))) return;
  const accepted = (await countAll(context, [send.editionId])).get(send.editionId)?.accepted ?? 0;
  if (kind === "complaint") await warnOfComplaints(context, send, count, accepted);
  if (!(await isGoingOut(context, send))) return;
  const { acceptedBefore, before } = await pausedAt(context, send.editionId);
  const [fresh, of] = [count - (before[kind] ?? 0), accepted - acceptedBefore];
  const limit = limits[kind];
  if (fresh < limit.least || of <= 0 || fresh / of < limit.share) return;
  await notePause(context, send, accepted);
  await pauseSend(context, send, "the sender", limit.why(fresh, of));
}

async function returnsOfSend(context: Context, { editionId }: Send): Promise<Record<ReturnKind, number>> {
  return (await returnsOfSends(context, [editionId])).get(editionId) ?? noReturns();
}

function isBreaking(kind: ReturnKind): kind is Breaking {
  return Object.hasOwn(limits, kind);
}

/** True from `least` on, each time that the count has grown by a twentieth. */
export function isStep(count: number, least: number): boolean {
  if (count < least) return false;
  if (count === least || count < 40) return true;
  return Math.floor(Math.log(count) / Math.log(1.05)) > Math.floor(Math.log(count - 1) / Math.log(1.05));
}

async function warnOfComplaints(context: Context, send: Send, count: number, of: number): Promise<void> {
  const { least, share } = complaintLimits.warn;
  if (count < least || of === 0 || count / of < share) return;
  const { title } = await nameOfSend(context, send);
  const text = `${title}: ${said(count, of)} were marked as spam, ${percent(count / of)}. Providers ask for less than ${percent(share)}.`;
  await addNotice(context, { kind: "complaints", text, link: healthPath, key: `${send.kind} ${send.id}` });
}

async function isGoingOut({ db }: Context, { kind, id }: Send): Promise<boolean> {
  const row = db.selectFrom(tableOf(kind)).select("status").where("id", "=", id);
  return (await row.executeTakeFirst())?.status === "sending";
}

async function pausedAt({ db }: Context, editionId: number): Promise<{ acceptedBefore: number; before: Before }> {
  const row = await db
    .selectFrom("edition_hearings")
    .select(["accepted_before", "returns_before"])
    .where("edition_id", "=", editionId)
    .executeTakeFirst();
  return { acceptedBefore: row?.accepted_before ?? 0, before: JSON.parse(row?.returns_before ?? "{}") as Before };
}

async function notePause(context: Context, send: Send, accepted: number): Promise<void> {
  const { hard, block, complaint } = await returnsOfSend(context, send);
  const seen = { accepted_before: accepted, returns_before: JSON.stringify({ hard, block, complaint }) };
  await context.db
    .insertInto("edition_hearings")
    // The ledger of a send that is under way is not counted yet.
    .values({ edition_id: send.editionId, walked_at: context.clock(), ...seen })
    .onConflict((conflict) => conflict.column("edition_id").doUpdateSet(seen))
    .execute();
}
