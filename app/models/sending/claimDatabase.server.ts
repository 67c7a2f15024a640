import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { editionsOf, sendsOf, type EditionKind } from "#app/models/deliveries/sends.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import {
  confirmDatabase,
  databaseFault,
  mayMissSends,
  settleHere,
  tellDatabase,
} from "#app/models/instance/homeDatabase.server.ts";
import { statusesBefore } from "#app/models/issues/states.ts";
import { noteStep } from "#app/models/issues/steps.server.ts";
import { latestMonth } from "#app/models/months.server.ts";
import { tablesOf } from "#db/client.server.ts";
import { notApproved } from "./revokedApprovals.server.ts";

/** The sends that a claim held back, because they may have gone out after the backup. */
export type WithheldSends = {
  /** The number of uncertain readers of each issue, and of uncertain digests. */
  issues: { number: number; uncertain: number }[];
  digests: number;
  /** The digests among them, each with its month, its list's slug and its uncertain readers. */
  digestSends: { month: string; list: string; uncertain: number }[];
  /** The issues that had been approved. */
  drafts: number[];
};

const nothingWithheld: WithheldSends = { issues: [], digests: 0, digestSends: [], drafts: [] };

const unknown = "This database was restored: whether it was handed over after the backup was made is not known here.";

/**
 * Claims this database as the one that sends; the operator knows that no other copy does.
 * @param actor who claims it, for the audit log
 * @param nothingSentSince true when the operator knows that every send is recorded here; otherwise everything queued
 *   becomes uncertain
 * @returns the sends that were held back because of that
 */
export async function claimDatabase(context: Context, actor: string, nothingSentSince = false): Promise<WithheldSends> {
  const withheld = await inTransaction(context, async (context) => {
    const away = await databaseFault(context);
    const misses = await mayMissSends(context);
    if (misses) await passOverIds(context);
    const unknown = !nothingSentSince && misses;
    const withheld = unknown ? await withholdUnknownSends(context, actor) : nothingWithheld;
    // The original delivers its own alerts, and the copy's notice ends here.
    await context.db.deleteFrom("alerts").execute();
    await tellDatabase(context, null);
    await settleHere(context, actor);
    await logAction(context, actor, "claim", away ? away.slice(0, away.indexOf(" Nothing is sent")) : "it was at home");
    return withheld;
  });
  await confirmDatabase(context);
  return withheld;
}

/** Tables whose ids are signed into addresses of mails and drafts, each with more than may have been given since a backup. */
const idsInAddresses = {
  ...{ subscribers: 1_000_000, letters: 1_000_000, address_changes: 1_000_000 },
  ...{ editions: 10_000, lists: 10_000, draft_links: 10_000 },
};

/**
 * An address that names a reader or an issue from after the backup must not name another who comes later: it would open a stranger's
 * page, end their subscription, or count a click for another issue.
 */
async function passOverIds({ db }: Context): Promise<void> {
  const tables = tablesOf(db);
  const last = await tables.lastIds(db);
  const passed = Object.entries(idsInAddresses).map(([name, most]) => [name, (last.get(name) ?? 0) + most] as const);
  await tables.setLastIds(db, new Map(passed));
}

/**
 * A restored database may count readers as queued who got the issue from the replaced database. They become
 * `uncertain`, and an operator decides (T-03). Approvals end, because their slot may have passed meanwhile.
 * Confirmations stay, because a second one is harmless and a missing one loses a reader.
 */
async function withholdUnknownSends(context: Context, actor: string): Promise<WithheldSends> {
  const [issues, digests] = [await holdKind(context, "issue", actor), await holdKind(context, "digest", actor)];
  const taken = await context.db
    .updateTable("issues")
    .set(notApproved)
    .where("status", "in", statusesBefore("end-approval"))
    .returning(["id", "number"])
    .execute();
  for (const { id, number } of taken) {
    await noteStep(context, id, { step: "end-approval", by: actor, detail: "the database was restored" });
    await logAction(context, actor, "approval-ended", `issue ${number}: the database was restored`);
  }
  await passOverDigest(context);
  return {
    issues: issues.map(({ name, uncertain }) => ({ number: (name.facts as { issue: number }).issue, uncertain })),
    digests: digests.reduce((sum, { uncertain }) => sum + uncertain, 0),
    digestSends: digests.map(({ name, uncertain }) => {
      const { digest, list } = name.facts as { digest: string; list: string };
      return { month: digest, list, uncertain };
    }),
    drafts: taken.map(({ number }) => number),
  };
}

/** Holds back all running or paused sends of a kind. @returns the number of uncertain readers, by id */
async function holdKind(context: Context, kind: EditionKind, actor: string) {
  const now = context.clock();
  const held = [];
  for (const send of await sendsOf(context, kind, ["sending", "paused"])) {
    const { numUpdatedRows } = await context.db
      .updateTable("deliveries")
      .set({ status: "uncertain", finished_at: now, reply: unknown, verdict: "unknown" })
      .where("edition_id", "in", await editionsOf(context, send.editionId))
      .where("status", "in", ["queued", "sending"])
      .executeTakeFirst();
    const [name, uncertain] = [await nameOfSend(context, send), Number(numUpdatedRows)];
    held.push({ name, uncertain });
    await logAction(context, actor, "restored", `${name.logged}: ${countOf(uncertain, "reader")} uncertain`);
  }
  return held;
}

/** The newest month without a digest here may have had one: it is recorded as missed. */
async function passOverDigest(context: Context): Promise<void> {
  const briefing = await getBriefing(context);
  if (!briefing) return;
  const { month, dueAt } = latestMonth(context.clock(), briefing.timeZone);
  const lists = await context.db.selectFrom("lists").select("id").where("created_at", "<", dueAt).execute();
  if (lists.length === 0) return;
  const detail = "The database was restored: whether this digest went out is not known here.";
  const row = { month, due_at: dueAt, at: context.clock(), status: "missed", detail } as const;
  await context.db
    .insertInto("digests")
    .values(lists.map(({ id }) => ({ ...row, list_id: id })))
    .onConflict((conflict) => conflict.columns(["list_id", "month"]).doNothing())
    .execute();
}
