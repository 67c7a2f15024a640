import type { Context } from "../context.server.ts";
import { chosen, sizeOf, type ChosenArticle, type Size } from "./compositions.server.ts";
import { isOpen, type Issue } from "./issues.server.ts";
import { senderState, type SenderState } from "./processes.server.ts";
import { leftOut } from "./recipientWords.server.ts";
import { wayOf, type Way } from "./schedule.server.ts";
import { rehearsalOf, type Rehearsal } from "./rehearsals.server.ts";
import { rehearsalRows, rehearsalWarnings } from "./rehearsalWords.server.ts";
import { rehearse, sendFaults, type Fault } from "./sending.server.ts";

/** What whoever sends must know before: all of it is what `sendIssue` would send now. */
export type Question = {
  number: number;
  audience: number;
  /** Why the list's other active readers do not get it, like `12 paused`. */
  leftOut: string[];
  list: string;
  fromName: string;
  fromAddress: string;
  replyTo: string | null;
  subject: string;
  preheader: string;
  articles: ChosenArticle[];
  size: Size;
  faults: Fault[];
  rehearsal: RehearsalReport | null;
  /** What was found that does not keep it from going out; whoever sends must have seen it. */
  warnings: string[];
  senders: SenderState;
  status: Issue["status"];
  way: Way;
  /** Goes back with the answer, so that nothing else is sent than what was shown. */
  fingerprint: string;
};

export async function questionOf(
  context: Context,
  number: number,
): Promise<Question | { error: "not-found" | "not-set-up" | "already-sent" }> {
  const rehearsed = await rehearse(context, number);
  if ("error" in rehearsed) return rehearsed;
  const { issue, briefing, audience, rendered, fingerprint } = rehearsed;
  if (!isOpen(issue)) return { error: "already-sent" };
  return {
    number,
    audience: audience.gets,
    leftOut: leftOut(audience),
    list: issue.list.name,
    fromName: briefing.fromName,
    fromAddress: briefing.fromAddress,
    replyTo: briefing.replyTo,
    subject: issue.subject,
    preheader: issue.preheader,
    articles: chosen(issue),
    size: sizeOf(rendered.htmlBytes),
    faults: await sendFaults(context, rehearsed),
    ...(await rehearsedBefore(context, issue.id, fingerprint)),
    senders: await senderState(context),
    status: issue.status,
    way: await wayOf(context, issue),
    fingerprint,
  };
}

/** The latest rehearsal, with what it found in words. */
export type RehearsalReport = Rehearsal & { rows: [string, string][] };

async function rehearsedBefore(context: Context, issueId: number, fingerprint: string) {
  const rehearsal = await rehearsalOf(context, issueId, fingerprint);
  return {
    rehearsal: rehearsal && { ...rehearsal, rows: rehearsal.found ? rehearsalRows(rehearsal.found) : [] },
    warnings: rehearsal?.state === "done" ? rehearsalWarnings(rehearsal.found) : [],
  };
}
