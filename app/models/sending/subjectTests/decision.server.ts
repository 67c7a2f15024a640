import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { othersOf } from "#app/models/deliveries/claims.server.ts";
import { countEach } from "#app/models/deliveries/deliveries.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { hour } from "#app/models/durations.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { addNotice, endNotices } from "#app/models/notices.server.ts";
import { forChange } from "#db/client.server.ts";
import { editionHash } from "#emails/message/messageId.server.ts";
import { findWinner } from "./chances.ts";
import { evidenceOf } from "./evidence.server.ts";
import { openTests, testOfIssue, triedSubjects, type SubjectTest, type TestResult } from "./store.server.ts";

const theSender = "the sender";

/**
 * Goes on with the tests of subjects: starts their hours once every reader of one has been tried, and decides what is due.
 * Called each second by every sender; only one of them decides. While an issue is paused, its decision waits.
 * @returns how many were decided
 */
export async function runSubjectTests(context: Context): Promise<number> {
  let decided = 0;
  for (const { number, status, test } of await openTests(context)) {
    if (status !== "sending" && status !== "sent") continue;
    const dueAt = test.dueAt ?? (await startCounting(context, test));
    if (dueAt === null || dueAt > context.clock()) continue;
    // Where nobody is left to get the winner, nobody needs to choose it.
    if (test.decides === "hand" && status === "sending") await askForChoice(context, number, test);
    else if (await decide(context, test, null, theSender)) decided += 1;
  }
  return decided;
}

/**
 * Where nobody got a subject, of a few readers or because all left, there is nothing to wait for.
 * @returns when the test is to be decided; null while readers of it are still to be tried
 */
async function startCounting(context: Context, { issueId, hours }: SubjectTest): Promise<number | null> {
  const tried = (await triedSubjects(context, issueId)).map(({ editionId }) => editionId);
  // A reader whose server asks for patience may take days: nobody waits for that.
  if ((await othersOf(context, tried)).toCome) return null;
  const mayAnswer = [...(await countEach(context, tried)).values()].some(
    ({ accepted, uncertain, queued }) => accepted + uncertain + queued > 0,
  );
  const from = context.clock();
  const due = mayAnswer ? from + hours * hour : from;
  await context.db
    .updateTable("subject_tests")
    .set({ counted_from: from, due_at: due })
    .where("issue_id", "=", issueId)
    .where("counted_from", "is", null)
    .execute();
  return due;
}

async function askForChoice(context: Context, number: number, { subjects }: SubjectTest): Promise<void> {
  const text = `Issue ${number} waits for somebody to choose between its ${subjects.length} subjects: the rest of its readers get the one that is chosen.`;
  await addNotice(context, { kind: "subject-to-choose", text, link: deskIssuePath(number), key: `issue ${number}` });
}

type ChosenSubject = { chosen: number } | { error: "no-test" | "decided" | "no-such-subject" };

/**
 * Decides a test before its time, or where people decide, or while the issue is paused.
 * @param choice the number of a subject, from 1; null takes what the figures tell until now
 * @param by an operator's name, or the script
 */
export async function chooseSubject(
  context: Context,
  issueId: number,
  choice: number | null,
  by: string,
): Promise<ChosenSubject> {
  const test = await testOfIssue(context, issueId);
  if (!test) return { error: "no-test" };
  if (choice !== null && !test.subjects[choice - 1]) return { error: "no-such-subject" };
  const winner = await decide(context, test, choice, by);
  return winner === null ? { error: "decided" } : { chosen: winner };
}

/** @returns the number of the winner; null when it was decided already, or was paused before the sender could */
function decide(context: Context, test: SubjectTest, choice: number | null, by: string): Promise<number | null> {
  return inTransaction(context, async (context) => {
    // A pause and a cancellation lock the issue first as well, so that neither waits for the other for ever.
    const issue = context.db.selectFrom("issues").select(["number", "status"]).where("id", "=", test.issueId);
    const { number, status } = await forChange(context.db, issue).executeTakeFirstOrThrow();
    if (by === theSender && status === "paused") return null;
    const { arms, counted } = await evidenceOf(context, test);
    const finding = findWinner(arms);
    const winner = choice ?? finding.winner + 1;
    const result: TestResult = { how: choice === null ? "found" : "hand", finding, counted, arms };
    if (!(await close(context, test.issueId, { winner, by, result }))) return null;
    await release(context, test, winner);
    recordEvent(context, "subject-chosen", test.issueId, by);
    await endNotices(context, ["subject-to-choose"], `issue ${number}`);
    await logAction(context, by, "subject-chosen", `issue ${number}: subject ${winner}`);
    return winner;
  });
}

/** @returns false when somebody else was first */
async function close(
  context: Context,
  issueId: number,
  { winner, by, result }: { winner: number | null; by: string; result: TestResult },
): Promise<boolean> {
  const closed = await context.db
    .updateTable("subject_tests")
    .set({ decided_at: context.clock(), decided_by: by, winner, result: JSON.stringify(result) })
    .where("issue_id", "=", issueId)
    .where("decided_at", "is", null)
    .returning("issue_id")
    .executeTakeFirst();
  return closed !== undefined;
}

/**
 * Freezes the issue's own edition with the winner's subject and lets its deliveries go: the mail that was rendered for the
 * winner, with the marker key of this edition. No delivery is touched.
 */
async function release(context: Context, { issueId, subjects }: SubjectTest, winner: number): Promise<void> {
  const of = context.db.selectFrom("editions").where("issue_id", "=", issueId);
  const tried = await of
    .select(["marker_key", "subject", "content", "html", "text"])
    .where("variant", "=", winner)
    .executeTakeFirstOrThrow();
  const own = await of.select(["id", "marker_key"]).where("variant", "is", null).executeTakeFirstOrThrow();
  const marked = (part: string | null) => (part ?? "").replaceAll(tried.marker_key, own.marker_key);
  const [html, text, subject] = [marked(tried.html), marked(tried.text), subjects[winner - 1]!];
  await context.db
    .updateTable("editions")
    .set({ subject, content: tried.content, html, text, sha256: editionHash(html, text), held_at: null })
    .where("id", "=", own.id)
    .execute();
  // The page behind “Was this useful?” names the issue as its readers know it.
  await context.db
    .updateTable("asked_questions")
    .set({ words: subject })
    .where("edition_id", "=", own.id)
    .where("kind", "=", "useful")
    .where("article_id", "is", null)
    .execute();
  // The desk's lists, the search and later issues know it by this one.
  await context.db.updateTable("issues").set({ subject }).where("id", "=", issueId).execute();
}

/**
 * Ends an open test without a winner, in the transaction that cancels its send. Nothing waits for the decision any more: of a
 * restored database, somebody may yet settle that readers of the rest get it again, with the first subject.
 */
export async function endTest(context: Context, issueId: number, by: string): Promise<void> {
  if (!(await close(context, issueId, { winner: null, by, result: { how: "cancelled" } }))) return;
  await context.db.updateTable("editions").set({ held_at: null }).where("issue_id", "=", issueId).execute();
  const issue = context.db.selectFrom("issues").select("number").where("id", "=", issueId);
  await endNotices(context, ["subject-to-choose"], `issue ${(await issue.executeTakeFirstOrThrow()).number}`);
}
