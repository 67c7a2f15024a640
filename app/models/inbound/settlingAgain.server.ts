import { inTransaction, type Context } from "#app/context.server.ts";
import type { ReadReply } from "#app/models/conversations/reading.server.ts";
import { lockReadersById } from "#app/models/readers/subscribers.server.ts";
import { forUpdate } from "#db/client.server.ts";
import { emptyMessages } from "./forgetting.server.ts";
import { isAboutUs } from "./patience.server.ts";
import { keepReply } from "./replies.server.ts";
import { reportKinds, type Fact, type ReportKind, type Target } from "./reports.ts";
import {
  matchMessages,
  reportRow,
  type Act,
  type Kept,
  type MatchedMessage,
  type Understood,
} from "./settling.server.ts";
import { countUnder, liftUnfounded, takeBack, type Former } from "./takingBack.server.ts";

/**
 * Settles a message that was understood before: what it tells as before was acted on before, and what it tells no more is
 * taken back. All or nothing; another process that was faster leaves nothing to do.
 * @param version of the rules that understood it
 */
export async function settleAgain(context: Context, understood: Understood, version: number, act: Act): Promise<void> {
  const [ready] = await matchMessages(context, [understood]);
  const { message, matched, reply } = ready!;
  await inTransaction(context, async (context) => {
    const past = [...(await formerReports(context, message.id)).values()];
    const named = [...matched.map(({ target }) => target?.subscriberId), ...past.map((one) => one.subscriber_id)];
    // Readers come first in the order of locks.
    await lockReadersById(context, [...new Set(named.filter((id) => typeof id === "number"))]);
    const query = context.db.selectFrom("inbound_messages").select("state").where("id", "=", message.id);
    const row = await forUpdate(context.db, query).executeTakeFirst();
    if (row?.state !== "new") return;
    const former = await formerReports(context, message.id);
    for (const [n, one] of matched.entries()) await settle(context, { ...message, reply }, n, one, former.get(n), act);
    await dropFormer(context, message.id, former, matched.length);
    const isQuarantined = matched.some(({ report }) => report.rule === "quarantined");
    await context.db
      .updateTable("inbound_messages")
      .set({
        ...{ state: isQuarantined ? "quarantined" : "understood", rules_version: version },
        ...{ understood_at: context.clock(), held_until: null, failures: 0 },
      })
      .where("id", "=", message.id)
      .execute();
    if (matched.some(({ forgottenAt }) => forgottenAt !== null)) await emptyMessages(context, [message.id]);
  });
}

/** Drops reports that a message does not tell any more. @param told how many it tells */
async function dropFormer(context: Context, messageId: number, former: Map<number, Former>, told: number) {
  for (const one of [...former.values()].filter(({ n }) => n >= told)) {
    if (one.acted_at !== null) await takeBack(context, messageId, one);
    const rows = context.db.deleteFrom("inbound_reports").where("message_id", "=", messageId);
    await rows.where("n", "=", one.n).execute();
    await liftUnfounded(context, one);
  }
}

async function formerReports({ db }: Context, messageId: number): Promise<Map<number, Former>> {
  const rows = await db
    .selectFrom("inbound_reports")
    .select(["n", "kind", "category", "domain", "edition_id", "letter_id", "subscriber_id", "acted_at", "act"])
    .where("message_id", "=", messageId)
    .execute();
  return new Map(rows.map((row) => [row.n, row]));
}

/** A report that is understood as before was acted on before. */
async function settle(
  context: Context,
  message: Kept & { reply: ReadReply | null },
  n: number,
  { at, report, reference, target }: MatchedMessage["matched"][number],
  former: Former | undefined,
  act: Act,
): Promise<void> {
  const acted = former && former.acted_at !== null && isAbout(former, target) ? former : null;
  const isSame = acted?.kind === report.kind && isAboutUs(acted.category) === isAboutUs(report.category);
  const before = (acted?.kind ?? null) as ReportKind | null;
  const { id: messageId, door, provider, sentFrom, raw } = message;
  const isOtherwise = former && former.acted_at !== null && !isSame;
  if (isOtherwise) await takeBack(context, messageId, former);
  else if (isSame && acted.category !== report.category) await countUnder(context, acted, report.category);
  const fact = { messageId, n, at, door, provider, sentFrom, report, reference, target, before, raw };
  let done: { acted_at: number | null; act: string | null };
  if (isSame) done = { acted_at: acted.acted_at, act: acted.act };
  else if (reference?.isExpired && !target && !message.reply) done = { acted_at: null, act: "expired" };
  else if (await isTold(context, fact)) done = { acted_at: null, act: "repeated" };
  else
    done = {
      acted_at: context.clock(),
      act: (await act(context, [fact]))[0] ?? (await keepReply(context, { ...fact, reply: message.reply })),
    };
  await context.db
    .insertInto("inbound_reports")
    .values({ ...reportRow(fact), ...done })
    .onConflict((conflict) => conflict.columns(["message_id", "n"]).doUpdateSet({ ...reportRow(fact), ...done }))
    .execute();
  if (isOtherwise) await liftUnfounded(context, former);
}

function isAbout({ subscriber_id, edition_id, letter_id }: Former, target: Target | null): boolean {
  const { subscriberId = null, editionId = null, letterId = null } = target ?? {};
  return subscriber_id === subscriberId && edition_id === editionId && letter_id === letterId;
}

/** True when another message, or another part of this one, told the same of the same delivery; its reader is locked. */
async function isTold({ db }: Context, { messageId, n, report, target }: Fact): Promise<boolean> {
  if (!target || !reportKinds[report.kind].actsOnce) return false;
  const row = await db
    .selectFrom("inbound_reports")
    .select("message_id")
    .where("subscriber_id", "=", target.subscriberId)
    .where("kind", "=", report.kind)
    .where("edition_id", target.editionId === null ? "is" : "=", target.editionId)
    .where("letter_id", target.letterId === null ? "is" : "=", target.letterId)
    .where("acted_at", "is not", null)
    .where(({ or, eb }) => or([eb("message_id", "!=", messageId), eb("n", "!=", n)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
