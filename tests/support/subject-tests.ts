import type { Context } from "#app/context.server.ts";
import { editionsOf, type Send } from "#app/models/deliveries/sends.server.ts";
import { inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import type { SubjectPlan } from "#app/models/issues/subjectPlan.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { anIssue } from "./newsroom.ts";

export const subjects = ["Robots learn to pack", "Hands of steel", "What 1,400 robots cannot do"];

/** An issue that is to be tried with further subjects; replies decide, unless said otherwise. @returns its number */
export async function anIssueToTry(context: Context, list: List, given: Partial<SubjectPlan> = {}): Promise<number> {
  const number = await anIssue(context, list, { subject: subjects[0] });
  const issue = (await issueByNumber(context, number))!;
  const subjectPlan: SubjectPlan = { others: [subjects[1]!], share: 40, hours: 4, decides: "replies", ...given };
  const saved = await saveIssue(context, number, issue.version, { ...inputOf(issue), subjectPlan });
  if ("error" in saved) throw new Error(saved.error);
  return number;
}

/** Starts its send. */
export async function started(context: Context, number: number): Promise<Send> {
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  return sent.send;
}

/** The reader of each delivery of a send, with its edition, in the order of the editions: the rest first. */
export async function ledgerOf(context: Context, send: Send) {
  const editions = await editionsOf(context, send.editionId);
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["edition_id as editionId", "subscriber_id as subscriberId", "email", "deliveries.status"])
    .where("edition_id", "in", editions)
    .orderBy("subscriber_id")
    .execute();
  return { editions, rows };
}

/** Readers who were sent an edition answer it. */
export async function answered(context: Context, editionId: number, count: number): Promise<void> {
  const readers = await context.db
    .selectFrom("deliveries")
    .select("subscriber_id")
    .where("edition_id", "=", editionId)
    .where("status", "=", "accepted")
    .orderBy("subscriber_id")
    .limit(count)
    .execute();
  const now = context.clock();
  await context.db
    .insertInto("conversations")
    .values(
      readers.map(({ subscriber_id }) => ({
        ...{ subscriber_id, from_key: `reader ${subscriber_id}`, is_reader: 1, edition_id: editionId },
        ...{ issue_id: null, article_id: null, list_id: null, subject: "Re: robots", state: "open" as const },
        ...{ apart: null, created_at: now, last_at: now, assigned_to: null, assigned_by: null, assigned_at: null },
        ...{ done_at: null, done_by: null, letter: null, letter_at: null, letter_by: null, letter_answer: null },
      })),
    )
    .execute();
}
