import type { Context } from "#app/context.server.ts";
import { leftOut } from "#app/models/deliveries/recipients.server.ts";
import { senderState, type SenderState } from "#app/models/instance/senderProcesses.server.ts";
import { chosenSections, type ChosenArticle } from "#app/models/issues/editing.server.ts";
import { shownFaults, type ShownFault } from "#app/models/issues/faultWords.server.ts";
import { isOpen, type Issue } from "#app/models/issues/issues.server.ts";
import { issueSize, renderIssue, type IssueSize } from "#app/models/issues/rendering.server.ts";
import { sayPlan } from "#app/models/issues/subjectPlan.ts";
import { articlesIn } from "#app/models/sections.ts";
import { rehearsalOf, type Rehearsal } from "./rehearsal/store.server.ts";
import { rehearsalRows, rehearsalWarnings } from "./rehearsal/text.server.ts";
import { departureOf, type IssueDeparture } from "./schedule/overview.server.ts";
import { sendFaults } from "./start.server.ts";

/** The data of the page before a send: exactly what `sendIssue` would send now. */
export type SendReview = {
  number: number;
  audience: number;
  /** Why other active readers of the list do not get it, like `12 paused`. */
  leftOut: string[];
  list: string;
  /** The segment of the list, with its rule in words; null for all of it. */
  segment: Pick<NonNullable<Issue["segment"]>, "id" | "name" | "words"> | null;
  fromName: string;
  fromAddress: string;
  replyTo: string | null;
  subject: string;
  /** Further subjects that are tried first, and what happens then, in a sentence; null for one subject. */
  tried: { others: string[]; words: string } | null;
  preheader: string;
  articles: ChosenArticle[];
  size: IssueSize;
  faults: ShownFault[];
  rehearsal: RehearsalReport | null;
  /** Findings that do not prevent the send, but must be confirmed. */
  warnings: string[];
  senders: SenderState;
  status: Issue["status"];
  way: IssueDeparture;
  /** Sent back with the confirmation, so that only what was shown is sent. */
  fingerprint: string;
};

export async function sendReview(
  context: Context,
  number: number,
): Promise<SendReview | { error: "not-found" | "not-set-up" | "already-sent" }> {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) return rehearsed;
  const { issue, briefing, audience, rendered, fingerprint } = rehearsed;
  if (!isOpen(issue)) return { error: "already-sent" };
  return {
    number,
    audience: audience.gets,
    leftOut: leftOut(audience),
    list: issue.list.name,
    segment: issue.segment,
    fromName: briefing.fromName,
    fromAddress: briefing.fromAddress,
    replyTo: briefing.replyTo,
    subject: issue.subject,
    tried: issue.subjectPlan && { others: issue.subjectPlan.others, words: sayPlan(issue.subjectPlan) },
    preheader: issue.preheader,
    articles: articlesIn(await chosenSections(context, issue)),
    size: issueSize(rendered.htmlBytes),
    faults: shownFaults(await sendFaults(context, rehearsed)),
    ...(await rehearsedBefore(context, issue.id, fingerprint)),
    senders: await senderState(context),
    status: issue.status,
    way: await departureOf(context, issue),
    fingerprint,
  };
}

/** The latest rehearsal, with its results formatted. */
type RehearsalReport = Rehearsal & { rows: [string, string][] };

async function rehearsedBefore(context: Context, issueId: number, fingerprint: string) {
  const rehearsal = await rehearsalOf(context, issueId, fingerprint);
  return {
    rehearsal: rehearsal && { ...rehearsal, rows: rehearsal.found ? rehearsalRows(rehearsal.found) : [] },
    warnings: rehearsal?.state === "done" ? rehearsalWarnings(rehearsal.found) : [],
  };
}
