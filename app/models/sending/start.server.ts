import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { keepLinks, linksOfMail } from "#app/models/clicks/editionLinks.server.ts";
import { tooManyComplaints } from "#app/models/deliveries/complaintRate.server.ts";
import { countDeliveries, enqueue, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { addressedBy } from "#app/models/deliveries/recipients.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { markRevision } from "#app/models/revisions.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { freezeQuestions } from "#app/models/feedback/questions.server.ts";
import { imagesInJson, noteImageUses } from "#app/models/imageUses.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { advanceDatabaseVersion, confirmDatabase, databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { embargoFaults } from "#app/models/issues/embargoFaults.server.ts";
import { questionsIn } from "#app/models/issues/questions.server.ts";
import { isOpen, type Issue } from "#app/models/issues/issues.server.ts";
import {
  editionFields,
  isStillTheSame,
  issueFaults,
  renderIssue,
  type IssueFault,
  type RenderedIssue,
} from "#app/models/issues/rendering.server.ts";
import { editionHash } from "#emails/message/messageId.server.ts";
import { statusesBefore } from "#app/models/issues/states.ts";
import { linkPlaces } from "#emails/render/linkPlaces.server.ts";
import { noReview } from "./askReview.server.ts";
import { fourEyesFault } from "./fourEyes.server.ts";
import { rehearsalOf } from "./rehearsal/store.server.ts";
import { rehearsalFault } from "./rehearsal/text.server.ts";

/**
 * Returns every fault that prevents sending an issue: its own, and those of its surroundings.
 * @param at when it would go out, in milliseconds; `context.clock()` for now
 */
export async function sendFaults(
  context: Context,
  { faults, issue, briefing, fingerprint }: RenderedIssue,
  at = context.clock(),
): Promise<IssueFault[]> {
  const away = await databaseFault(context);
  const rehearsal = await rehearsalOf(context, issue.id, fingerprint);
  const unfit = rehearsal?.state === "done" ? rehearsalFault(rehearsal.found) : null;
  const complained = await tooManyComplaints(context);
  const mine = await fourEyesFault(context, issue);
  return [
    ...faults,
    ...embargoFaults(context, issue, at, briefing.timeZone),
    ...(mine ? [mine] : []),
    ...(away ? [{ error: "away" as const, why: away }] : []),
    ...(unfit ? [unfit] : []),
    ...(complained ? [{ error: "complaints" as const, ...complained }] : []),
  ];
}

export type Sent =
  | { counts: Counts; send: Send }
  | { error: "not-found" | "not-set-up" | "already-sent" | "changed-meanwhile" }
  | { error: "faults"; faults: IssueFault[] };

/**
 * Starts the send of an issue. It is rendered first. One transaction then checks that it is still the one rendered,
 * freezes the edition, creates one delivery for every recipient, and publishes the articles. The sender does the rest.
 * A second call, from anywhere, returns `already-sent` and changes nothing (T-16).
 * @param actor who sends, for the audit log
 * @param seen the `fingerprint` of what the actor was shown; after any change the error is `changed-meanwhile`
 * @param first work at the start of that transaction; its error undoes the transaction, and is thrown
 */
export async function sendIssue(
  context: Context,
  number: number,
  actor: string,
  seen?: string,
  first?: (context: Context) => Promise<void>,
): Promise<Sent> {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) return rehearsed;
  if (!isOpen(rehearsed.issue)) return { error: "already-sent" };
  if (seen !== undefined && seen !== rehearsed.fingerprint) return { error: "changed-meanwhile" };
  const faults = await sendFaults(context, rehearsed);
  if (faults.length > 0) return { error: "faults", faults };
  const sent = await start(context, rehearsed, actor, first);
  await confirmDatabase(context);
  return sent;
}

function start(
  context: Context,
  rehearsed: RenderedIssue,
  actor: string,
  first?: (context: Context) => Promise<void>,
): Promise<Sent> {
  return inTransaction(context, async (context): Promise<Sent> => {
    await first?.(context);
    const now = context.clock();
    const { issue } = rehearsed;
    const started = await context.db
      .updateTable("issues")
      .set({ status: "sending", sending_at: now, ...noReview })
      .where("id", "=", issue.id)
      .where("status", "in", statusesBefore("send"))
      .returning("id")
      .executeTakeFirst();
    if (!started) return { error: "already-sent" };
    // Before the edition is there, which would be the last issue of the list.
    const addressed = await addressedBy(context, { id: issue.id, listId: issue.list.id });
    const editionId = await freezeEdition(context, rehearsed, now);
    await enqueue(context, editionId, addressed, "issue");
    // In the same transaction, so that a backup either contains this send or is recognised as older.
    await advanceDatabaseVersion(context);
    recordEvent(context, "issue-started", issue.id, actor);
    await putOnSite(context, issue, now, actor);
    const counts = await countDeliveries(context, editionId);
    const same = await isStillTheSame(context, rehearsed);
    if (!same || counts.total === 0) throw new Undo(same ? "nobody" : "changed-meanwhile");
    await logAction(context, actor, "send", `issue ${issue.number} to ${wordReaders(issue, counts)}`);
    return { counts, send: { kind: "issue", id: issue.id, editionId } };
  }).catch((error: unknown): Sent => {
    if (!(error instanceof Undo)) throw error;
    if (error.why === "changed-meanwhile") return { error: "changed-meanwhile" };
    return { error: "faults", faults: issueFaults(rehearsed.briefing, rehearsed.issue, 0) };
  });
}

function wordReaders({ list, segment }: Issue, { total }: Counts): string {
  return `${countOf(total, "reader")} of ${list.slug}${segment ? ` by segment ${segment.id}` : ""}`;
}

/** Thrown inside the transaction, so that nothing of it stays. */
class Undo extends Error {
  constructor(readonly why: "changed-meanwhile" | "nobody") {
    super(why);
  }
}

async function freezeEdition(context: Context, rehearsed: RenderedIssue, now: number) {
  const { issue, content, rendered, counting } = rehearsed;
  const { id } = await context.db
    .insertInto("editions")
    .values({
      ...editionFields(rehearsed),
      issue_id: issue.id,
      preheader: issue.preheader,
      content: JSON.stringify(content),
      sha256: editionHash(rendered.html, rendered.text),
      frozen_at: now,
      signed_by: context.dkim.key?.domain ?? null,
      counts_clicks: Number(counting.clicks !== null),
      counts_opens: Number(counting.opens !== null),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  if (counting.clicks !== null) await keepLinks(context, id, linksOf(context, rehearsed));
  await noteImageUses(context, { edition_id: id }, imagesInJson(JSON.stringify(content)), "");
  await freezeQuestions(context, id, questionsIn(content, issue, now));
  return id;
}

function linksOf(context: Context, { issue, content, rendered, markerKey }: RenderedIssue) {
  const mail = { html: rendered.html, marker_key: markerKey, number: issue.number };
  const ids = new Map(issue.articles.map(({ slug, id }) => [slug, id]));
  return linksOfMail(context, mail, linkPlaces(content), ids);
}

async function putOnSite(context: Context, issue: Issue, now: number, actor: string) {
  const published = await context.db
    .updateTable("articles")
    .set({ published_at: now, publish_at: null, publish_by: null })
    .where(
      "id",
      "in",
      // PostgreSQL takes no empty list, and no article has this number.
      [0, ...issue.articles.map((article) => article.id)],
    )
    .where("published_at", "is", null)
    .returning("id")
    .execute();
  for (const { id } of published) {
    recordEvent(context, "article-published", id, actor);
    await markRevision(context, { kind: "article", subject: id }, { published_at: now });
  }
  await markSent(context, issue);
}

/** Marks the revisions that readers get: they stay for ever. */
async function markSent(context: Context, { id, number, articles }: Issue): Promise<void> {
  await markRevision(context, { kind: "issue", subject: id }, { sent_in: number });
  for (const article of articles) {
    const { unpublished } = await context.db
      .selectFrom("articles")
      .select("unpublished")
      .where("id", "=", article.id)
      .executeTakeFirstOrThrow();
    // Changes that wait for the site were not sent.
    const sheet = { kind: "article" as const, subject: article.id };
    await markRevision(context, sheet, { sent_in: number }, { isOnSite: unpublished !== null });
  }
}
