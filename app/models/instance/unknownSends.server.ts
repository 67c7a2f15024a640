import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { latestMonth } from "#app/models/months.server.ts";

/** What a claim held back, because nobody can know whether it went out after the backup was made. */
export type WithheldSends = {
  /** How many readers of each issue are uncertain now, and how many copies of digests. */
  issues: { number: number; uncertain: number }[];
  digests: number;
  /** The issues that were to go out by themselves. */
  drafts: number[];
};

export const nothingWithheld: WithheldSends = { issues: [], digests: 0, drafts: [] };

const unknown = "This database was restored: whether it was handed over after the backup was made is not known here.";

/**
 * Whoever a restored database counts as waiting may have got the issue from the database that it replaces: they become
 * `uncertain`, and an operator decides (T-03). Approvals are taken back, because their slot may have come meanwhile.
 * Confirmations stay: a second one is harmless, and none is a reader lost.
 */
export async function withholdUnknownSends(context: Context, actor: string): Promise<WithheldSends> {
  const now = context.clock();
  const change = { status: "uncertain", finished_at: now, reply: unknown, verdict: "unknown" } as const;
  const onTheWay = await context.db
    .selectFrom("issues")
    .select(["id", "number"])
    .where("status", "in", ["sending", "paused"])
    .orderBy("number")
    .execute();
  const issues = [];
  for (const { id, number } of onTheWay) {
    const held = await context.db
      .updateTable("deliveries")
      .set(change)
      .where("issue_id", "=", id)
      .where("status", "in", ["queued", "sending"])
      .executeTakeFirst();
    const uncertain = Number(held.numUpdatedRows);
    issues.push({ number, uncertain });
    await logAction(context, actor, "restored", `issue ${number}: ${countOf(uncertain, "reader")} uncertain`);
  }
  const digests = await context.db
    .updateTable("letters")
    .set(change)
    .where("digest_id", "is not", null)
    .where("status", "in", ["queued", "sending"])
    .executeTakeFirst();
  const taken = await context.db
    .updateTable("issues")
    .set({ status: "draft", approved_at: null, approved_by: null, send_at: null })
    .where("status", "=", "ready")
    .returning("number")
    .execute();
  for (const { number } of taken)
    await logAction(context, actor, "approval-ended", `issue ${number}: the database was restored`);
  await passOverDigest(context);
  return { issues, digests: Number(digests.numUpdatedRows), drafts: taken.map(({ number }) => number) };
}

/** The newest month whose digest is missing here may have had one: it is missed, as if no sender had run. */
async function passOverDigest(context: Context): Promise<void> {
  const briefing = await getBriefing(context);
  if (!briefing) return;
  const { month, dueAt } = latestMonth(context.clock(), briefing.timeZone);
  const lists = await context.db
    .selectFrom("lists")
    .select(["id", "slug", "name"])
    .where("created_at", "<", dueAt)
    .execute();
  if (lists.length === 0) return;
  const from = { from_name: briefing.fromName, from_address: briefing.fromAddress, reply_to: briefing.replyTo };
  const why = "The database was restored: whether this digest went out is not known here.";
  const row = {
    month,
    due_at: dueAt,
    at: context.clock(),
    status: "missed",
    detail: why,
    content: null,
    ...from,
  } as const;
  await context.db
    .insertInto("digests")
    .values(
      lists.map(({ id, slug, name }) => ({ ...row, list_id: id, list_slug: slug, list_name: name, marker_key: "" })),
    )
    .onConflict((conflict) => conflict.columns(["list_id", "month"]).doNothing())
    .execute();
}
