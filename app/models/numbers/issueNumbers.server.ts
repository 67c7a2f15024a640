import type { Context } from "#app/context.server.ts";
import { wasFolded } from "#app/models/deliveries/deliveries.server.ts";
import { hour } from "#app/models/durations.ts";
import type { IssueStatus } from "#db/schema/issues.ts";
import { issueClicks, type IssueClicks } from "./issueClicks.server.ts";
import { editionsOfIssues } from "./issueEditions.server.ts";
import { figuresOfEditions, issueFigures, type IssueFigures } from "./issueFigures.server.ts";
import { addFigures } from "./addedFigures.server.ts";
import type { CountOf, IssueFigureId } from "./issueFigureWords.ts";
import { leaveReasonWords } from "./leaveReasonWords.server.ts";

/** The large figures; null where one is not counted. */
export type LargeFigures = Record<IssueFigureId, CountOf | null>;

/** An issue before, for comparison. */
export type IssueBefore = { number: number; subject: string; figures: LargeFigures };

/** Why an issue has no numbers. */
export type NoNumbers = { state: "unsent" } | { state: "elsewhere"; program: string };

/** The numbers of an issue. Times in milliseconds. */
export type IssueNumbers = {
  number: number;
  subject: string;
  list: string;
  startedAt: number;
  /** Null while it goes out. */
  sentAt: number | null;
  /** Why mails are still to come: they go out, somebody paused it, or they wait for a decision between its subjects. */
  stage: "going-out" | "paused" | "held" | "over";
  /** True in the first hour, in which most is still to come. */
  isEarly: boolean;
  /** True when only the sums of its deliveries are kept. */
  isFolded: boolean;
  large: LargeFigures;
  /** The last issues of the same list, the oldest first, without this one. */
  before: IssueBefore[];
  figures: IssueFigures;
  /** The reasons of those who left, in the desk's words. */
  reasons: { words: string; count: number }[];
  /** Null where the mail counts no clicks. */
  clicks: IssueClicks | null;
};

const mostBefore = 10;

/** Returns the numbers of an issue, or why it has none; undefined when there is no such issue. */
export async function issueNumbers(
  context: Context,
  number: number,
): Promise<IssueNumbers | (NoNumbers & { number: number; subject: string }) | undefined> {
  const issue = await context.db
    .selectFrom("issues")
    .innerJoin("lists", "lists.id", "issues.list_id")
    .select([
      "issues.id",
      "number",
      "subject",
      "status",
      "elsewhere",
      "sent_at",
      "sending_at",
      "list_id",
      "lists.name as list",
    ])
    .where("number", "=", number)
    .executeTakeFirst();
  if (!issue) return undefined;
  const { subject, list, elsewhere: program, sending_at: startedAt, sent_at: sentAt } = issue;
  if (program !== null) return { state: "elsewhere", program, number, subject };
  const editions = (await editionsOfIssues(context, [issue.id])).get(issue.id) ?? [];
  const figures = await figuresOf(context, editions);
  if (!figures || startedAt === null) return { state: "unsent", number, subject };
  const clicks = await issueClicks(context, editions);
  return {
    ...{ number, subject, list, startedAt, sentAt, figures, clicks },
    stage: await stageOf(context, issue),
    isEarly: context.clock() < (sentAt ?? startedAt) + hour,
    isFolded: await wasFolded(context, editions[0]!),
    large: largeOf(figures, clicks),
    reasons: figures.left.reasons.map(({ reason, count }) => ({ words: leaveReasonWords[reason], count })),
    before: await issuesBefore(context, issue.list_id, startedAt),
  };
}

async function stageOf(
  context: Context,
  { id, status, sent_at }: { id: number; status: IssueStatus; sent_at: number | null },
): Promise<IssueNumbers["stage"]> {
  if (sent_at !== null) return "over";
  if (status === "paused") return "paused";
  const test = await context.db
    .selectFrom("subject_tests")
    .select("due_at")
    .where("issue_id", "=", id)
    .where("decided_at", "is", null)
    .executeTakeFirst();
  return test && test.due_at !== null ? "held" : "going-out";
}

/** Returns the figures of an issue's editions together, with the words of those who left. */
async function figuresOf(context: Context, editionIds: number[]): Promise<IssueFigures | null> {
  const found: IssueFigures[] = [];
  for (const id of editionIds) {
    const figures = await issueFigures(context, id);
    if (figures) found.push(figures);
  }
  const [first, ...others] = found;
  return first ? addFigures([first, ...others]) : null;
}

async function issuesBefore(context: Context, listId: number, before: number): Promise<IssueBefore[]> {
  const sent = await context.db
    .selectFrom("issues")
    .select(["id", "number", "subject"])
    .where("list_id", "=", listId)
    .where("elsewhere", "is", null)
    .where("status", "=", "sent")
    .where("sending_at", "<", before)
    .orderBy("sending_at", "desc")
    .orderBy("id", "desc")
    .limit(mostBefore)
    .execute();
  const editions = await editionsOfIssues(
    context,
    sent.map(({ id }) => id),
  );
  const figures = await figuresOfEditions(context, [...editions.values()].flat());
  const issues: IssueBefore[] = [];
  for (const { id, number, subject } of sent.reverse()) {
    const own = editions.get(id) ?? [];
    const [first, ...others] = own.flatMap((editionId) => figures.get(editionId) ?? []);
    if (first)
      issues.push({
        number,
        subject,
        figures: largeOf(addFigures([first, ...others]), await issueClicks(context, own)),
      });
  }
  return issues;
}

function largeOf(figures: IssueFigures, clicks: IssueClicks | null): LargeFigures {
  const { audience, accepted, bounced, complained, left, replies } = figures;
  const of = (count: number): CountOf => ({ count, of: accepted });
  return {
    accepted: { count: accepted, of: audience },
    clicked: clicks && of(clicks.readersWhoClicked),
    replied: of(replies),
    left: of(left.all),
    bounced: of(bounced.hard + bounced.soft + bounced.blocked),
    complained: of(complained),
  };
}
