import { createHash, randomBytes } from "node:crypto";
import { probeDkim } from "#emails/dkimProbe.server.ts";
import { fillEdition, renderEdition, sizeLimits, type IssueContent, type Rendered } from "#emails/edition.server.ts";
import type { FrozenEdition } from "#emails/issueMessage.server.ts";
import { subjectFault } from "#emails/message.server.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { isProviderDomain } from "./addresses.server.ts";
import { note } from "./audit.server.ts";
import { getBriefing, type Briefing } from "./briefing.server.ts";
import { countDeliveries, enqueue, type Counts } from "./deliveries.server.ts";
import { editionHash, issueContent } from "./editions.server.ts";
import { advanceHome, confirmHome, homeFault } from "./home.server.ts";
import { issueByNumber, isOpen, type Issue } from "./issues.server.ts";
import { issueWentOut } from "./pings.server.ts";
import { audienceOf, type Audience } from "./recipients.server.ts";
import { tellStarted } from "./sendNotices.server.ts";
import { rehearsalOf } from "./rehearsals.server.ts";
import { rehearsalFault } from "./rehearsalWords.server.ts";
import { indexArticle, indexIssue } from "./searchIndex.server.ts";
import { countOf } from "./words.server.ts";

/** What stands in the way of sending, in words, with the part of the issue it is about. */
export type Fault = {
  about: "articles" | "subject" | "preheader" | "list" | "settings" | "size" | "home" | "rehearsal";
  message: string;
};

/** What must hold before an issue goes out. Pure, so that desk, script and the sending transaction agree. */
export function issueFaults(briefing: Briefing, issue: Issue, audience: number, rendered?: Rendered): Fault[] {
  const faults: Fault[] = [];
  const say = (about: Fault["about"], message: string) => faults.push({ about, message });
  if (issue.articles.length === 0) say("articles", "The issue has no articles yet.");
  if (!issue.subject) say("subject", "The issue has no subject.");
  const unfit = issue.subject && subjectFault(issue.subject);
  if (unfit) say("subject", unfit);
  if (/^(re|fwd?|aw|wg)\s*:/i.test(issue.subject))
    say("subject", "The subject begins like an answer to somebody (Re:, Fwd:); mail providers refuse that.");
  if (!briefing.postalAddress.trim())
    say("settings", "The settings have no postal address; mail law asks for one in every issue.");
  if (isProviderDomain(briefing.fromAddress))
    say("settings", "The From address is at a mail provider; bulk mail from there is refused. Use your own domain.");
  if (audience === 0) say("list", `Nobody would get it: “${issue.list.name}” has no active readers whom it is for.`);
  for (const article of issue.articles)
    if (article.image && !article.imageAlt)
      say("articles", `The picture of “${article.headline}” has no description for those who cannot see it.`);
  if (rendered && rendered.htmlBytes > sizeLimits.refuse) {
    const size = Math.round(rendered.htmlBytes / 1024);
    say("size", `The mail is ${size} KB; Gmail cuts mails off at 102 KB. Show some articles as summaries.`);
  }
  return faults;
}

/** An issue as it would go out now, and what stands in its way. */
export type Rehearsed = {
  briefing: Briefing;
  issue: Issue;
  audience: Audience;
  content: IssueContent;
  rendered: Rendered;
  /** Random: makes the markers in `rendered` unguessable. */
  markerKey: string;
  faults: Fault[];
  /** Of everything the mail shows and of the list: another one means that something was changed. */
  fingerprint: string;
};

/** Renders an issue without sending it: what preview, test send and send begin with. */
export async function rehearse(
  context: Context,
  number: number,
): Promise<Rehearsed | { error: "not-found" | "not-set-up" }> {
  const briefing = await getBriefing(context);
  if (!briefing) return { error: "not-set-up" };
  const issue = await issueByNumber(context, number);
  if (!issue) return { error: "not-found" };
  const audience = await audienceOf(context, { id: issue.id, listId: issue.list.id });
  const markerKey = randomBytes(16).toString("hex");
  const content = issueContent(context, briefing, issue, issue.sendingAt ?? context.clock());
  const rendered = await renderEdition(context.templates, content, markerKey);
  const faults = [
    ...issueFaults(briefing, issue, audience.gets, rendered),
    ...(await signingFaults(context, briefing)),
  ];
  const fingerprint = fingerprintOf(context, briefing, issue);
  return { briefing, issue, audience, content, rendered, markerKey, faults, fingerprint };
}

/** A key that cannot sign stops the send: unsigned mail would be refused, and nobody would know why (D-03). */
async function signingFaults(context: Context, briefing: Briefing): Promise<Fault[]> {
  const message = await probeDkim(context.dkim, briefing.fromAddress);
  return message ? [{ about: "settings", message }] : [];
}

/** Everything that keeps an issue from going out now: its own faults, and what no look at the issue alone tells. */
export async function sendFaults(context: Context, { faults, issue, fingerprint }: Rehearsed): Promise<Fault[]> {
  const away = await homeFault(context);
  const rehearsal = await rehearsalOf(context, issue.id, fingerprint);
  const unfit = rehearsal?.state === "done" ? rehearsalFault(rehearsal.found) : null;
  return [
    ...faults,
    ...(away ? [{ about: "home" as const, message: away }] : []),
    ...(unfit ? [{ about: "rehearsal" as const, message: unfit }] : []),
  ];
}

/** The edition that would be frozen, were it sent now. */
export function unfrozen(rehearsed: Rehearsed): FrozenEdition {
  return { number: rehearsed.issue.number, ...editionFields(rehearsed) };
}

function editionFields({ briefing, issue, rendered, markerKey }: Rehearsed) {
  return {
    subject: issue.subject,
    from_name: briefing.fromName,
    from_address: briefing.fromAddress,
    reply_to: briefing.replyTo,
    list_slug: issue.list.slug,
    list_name: issue.list.name,
    language: briefing.language,
    html: rendered.html,
    text: rendered.text,
    marker_key: markerKey,
  };
}

/** The mail as one reader would see it, for the preview. */
export function sampleCopy(
  context: Context,
  { rendered, markerKey }: Rehearsed,
  email: string,
): { html: string; text: string } {
  return fillEdition(
    { ...rendered, marker_key: markerKey },
    {
      name: "",
      email,
      unsubscribeUrl: `${context.config.appUrl}/unsubscribe`,
      preferencesUrl: `${context.config.appUrl}/reader`,
    },
  );
}

export type Sent =
  | { counts: Counts; issueId: number }
  | { error: "not-found" | "not-set-up" | "already-sent" | "changed-meanwhile" }
  | { error: "faults"; faults: Fault[] };

/**
 * Starts the send of an issue: renders it, then in one transaction checks that it is still the one rendered, freezes
 * the edition, gives every reader one delivery and puts the articles on the site. The sender does the rest.
 * A second call, from wherever, answers `already-sent` and changes nothing (T-16).
 * @param actor who sends, for the audit log
 * @param seen the `fingerprint` of what the actor was shown; anything else now is `changed-meanwhile`
 * @param first what is written first in that transaction; what it throws undoes all of it, and is thrown
 */
export async function sendIssue(
  context: Context,
  number: number,
  actor: string,
  seen?: string,
  first?: (context: Context) => Promise<void>,
): Promise<Sent> {
  const rehearsed = await rehearse(context, number);
  if ("error" in rehearsed) return rehearsed;
  if (!isOpen(rehearsed.issue)) return { error: "already-sent" };
  if (seen !== undefined && seen !== rehearsed.fingerprint) return { error: "changed-meanwhile" };
  const faults = await sendFaults(context, rehearsed);
  if (faults.length > 0) return { error: "faults", faults };
  const sent = await start(context, rehearsed, actor, first);
  await confirmHome(context);
  return sent;
}

function start(
  context: Context,
  rehearsed: Rehearsed,
  actor: string,
  first?: (context: Context) => Promise<void>,
): Promise<Sent> {
  return inTransaction(context, async (context): Promise<Sent> => {
    await first?.(context);
    const now = context.clock();
    const { issue } = rehearsed;
    const started = await context.db
      .updateTable("issues")
      .set({ status: "sending", sending_at: now })
      .where("id", "=", issue.id)
      .where("status", "in", ["draft", "ready"])
      .returning("id")
      .executeTakeFirst();
    if (!started) return { error: "already-sent" };
    await freezeEdition(context, rehearsed, now);
    await enqueue(context, issue.id, issue.list.id);
    // With the send, so that a backup either has this send or is told by it.
    await advanceHome(context);
    await putOnSite(context, issue, now);
    await issueWentOut(
      context,
      issue.articles.map((article) => article.id),
    );
    const counts = await countDeliveries(context, issue.id);
    const same = await isStillTheSame(context, rehearsed);
    if (!same || counts.total === 0) throw new Undo(same ? "nobody" : "changed-meanwhile");
    await tellStarted(context, issue, issue.list.name, counts);
    await note(
      context,
      actor,
      "send",
      `issue ${issue.number} to ${countOf(counts.total, "reader")} of ${issue.list.slug}`,
    );
    return { counts, issueId: issue.id };
  }).catch((error: unknown): Sent => {
    if (!(error instanceof Undo)) throw error;
    if (error.why === "changed-meanwhile") return { error: "changed-meanwhile" };
    return { error: "faults", faults: issueFaults(rehearsed.briefing, rehearsed.issue, 0) };
  });
}

/** Thrown inside the transaction, so that nothing of it stays. */
class Undo extends Error {
  constructor(readonly why: "changed-meanwhile" | "nobody") {
    super(why);
  }
}

async function freezeEdition(context: Context, rehearsed: Rehearsed, now: number) {
  const { issue, content, rendered } = rehearsed;
  await context.db
    .insertInto("editions")
    .values({
      ...editionFields(rehearsed),
      issue_id: issue.id,
      preheader: issue.preheader,
      content: JSON.stringify(content),
      sha256: editionHash(rendered.html, rendered.text),
      frozen_at: now,
      signed_by: context.dkim.key?.domain ?? null,
    })
    .execute();
}

async function putOnSite(context: Context, issue: Issue, now: number) {
  const published = await context.db
    .updateTable("articles")
    .set({ published_at: now })
    .where(
      "id",
      "in",
      issue.articles.map((article) => article.id),
    )
    .where("published_at", "is", null)
    .returning("id")
    .execute();
  for (const { id } of published) await indexArticle(context, id);
  await indexIssue(context, issue.id);
}

/** Read inside a transaction: has anything that the mail shows been saved since it was rendered? */
export async function isStillTheSame(context: Context, { issue, fingerprint }: Rehearsed): Promise<boolean> {
  const [briefingNow, issueNow] = [await getBriefing(context), await issueByNumber(context, issue.number)];
  return !!briefingNow && !!issueNow && fingerprintOf(context, briefingNow, issueNow) === fingerprint;
}

function fingerprintOf(context: Context, briefing: Briefing, issue: Issue): string {
  const shown = [briefing, issueContent(context, briefing, issue, 0), issue.list];
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex");
}

/** Unique for edition and reader, the same on every retry (H-26); tells no one the reader's number. */
export function messageId(markerKey: string, subscriberId: number, fromAddress: string): string {
  return `<${editionHash(markerKey, String(subscriberId)).slice(0, 32)}@${fromAddress.slice(fromAddress.indexOf("@") + 1)}>`;
}
