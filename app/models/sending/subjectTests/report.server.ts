import type { Context } from "#app/context.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import { countEach } from "#app/models/deliveries/deliveries.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import type { Decider } from "#app/models/issues/subjectPlan.ts";
import type { IssueStatus } from "#db/schema/issues.ts";
import { minute } from "#app/models/durations.ts";
import { findWinner } from "./chances.ts";
import { evidenceOf } from "./evidence.server.ts";
import { testOfIssue, type ArmSeen, type SubjectTest } from "./store.server.ts";
import { sayFinding, type CountedAct } from "./words.ts";

/** Where a test is: its mails go out, its hours run, it waits for somebody or for the issue to go on, it is over. */
type TestStage = "going-out" | "counting" | "to-choose" | "paused" | "decided" | "cancelled";

/** A test of subjects as the desk and the command line tell of it. */
export type TestReport = {
  stage: TestStage;
  counted: CountedAct;
  /** One a subject, in their order; `chance` from 0 to 1, of being the best. */
  arms: (ArmSeen & { chance: number; isWinner: boolean })[];
  /** Readers who wait for the decision. */
  waiting: number;
  dueAt: number | null;
  /** Sentences on how it stands, or what became of it. */
  said: string[];
};

type Asked = { id: number; editionId: number | null; status: IssueStatus };

/** @returns null for an issue without a test, or before its send */
export async function testReport(context: Context, issue: Asked, timeZone: string): Promise<TestReport | null> {
  const test = issue.editionId === null ? null : await testOfIssue(context, issue.id);
  if (!test) return null;
  const waiting = await heldReaders(context, issue.editionId!, test);
  const decided = test.result && test.result.how !== "cancelled" ? test.result : null;
  const { arms: seen, counted } = decided ?? (await evidenceOf(context, test));
  const finding = decided?.finding ?? findWinner(seen);
  const stage = stageOf(context, issue.status, test);
  const did = seen.reduce((sum, arm) => sum + arm.did, 0);
  return {
    ...{ stage, waiting, counted, dueAt: test.dueAt },
    arms: seen.map((arm, i) => ({ ...arm, chance: finding.chances[i]!, isWinner: test.winner === i + 1 })),
    said:
      waiting === 0 && open.includes(stage)
        ? [`${tried(test)} Nobody is left who would get the winner; the archive shows it once it is known.`]
        : sentences[stage]({ test, waiting, timeZone, found: sayFinding({ ...test, counted, finding, did }) }),
  };
}

const open: TestStage[] = ["going-out", "counting", "to-choose", "paused"];

/** The readers of the rest while they wait. */
async function heldReaders(context: Context, editionId: number, { decidedAt }: SubjectTest): Promise<number> {
  if (decidedAt !== null) return 0;
  return (await countEach(context, [editionId])).get(editionId)?.queued ?? 0;
}

function stageOf(context: Context, status: IssueStatus, test: SubjectTest): TestStage {
  if (test.decidedAt !== null) return test.winner === null ? "cancelled" : "decided";
  if (status === "paused") return "paused";
  if (test.dueAt === null) return "going-out";
  return test.decides === "hand" && test.dueAt <= context.clock() ? "to-choose" : "counting";
}

type Told = { test: SubjectTest; waiting: number; timeZone: string; found: string };

const by: Record<Decider, string> = {
  clicks: "the one that most readers click goes to them",
  replies: "the one that most readers answer goes to them",
  hand: "somebody chooses the one that goes to them",
};

const sentences: Record<TestStage, (told: Told) => string[]> = {
  "going-out": ({ test, waiting }) => [
    `${tried(test)} ${wait(waiting)}; ${by[test.decides]}, ${countOf(test.hours, "hour")} after the last of these mails.`,
  ],
  counting: ({ test, waiting, timeZone }) => [
    `${tried(test)} ${wait(waiting)} until ${formatMoment(test.dueAt!, timeZone)}; then ${by[test.decides]}.`,
  ],
  "to-choose": ({ waiting, found }) => [`${wait(waiting)} for an operator who chooses the subject.`, found],
  paused: ({ test, waiting }) => [`${tried(test)} ${wait(waiting)}. While the issue is paused, nothing is decided.`],
  decided: ({ test, timeZone, found }) => [decidedBy(test, timeZone), found, late(test)].filter(Boolean),
  cancelled: () => ["The send was cancelled before a subject was chosen, so nobody else gets it."],
};

function tried({ subjects, share }: SubjectTest): string {
  return `${share} of 100 readers get one of ${subjects.length} subjects first.`;
}

function wait(waiting: number): string {
  return waiting === 1 ? "The other reader waits" : `The other ${waiting.toLocaleString("en")} readers wait`;
}

function decidedBy({ subjects, winner, decidedBy, decidedAt, result }: SubjectTest, timeZone: string): string {
  const how =
    result?.how === "hand"
      ? `, chosen by ${decidedBy}`
      : decidedBy === "the sender"
        ? ""
        : `, at the word of ${decidedBy}`;
  return `The rest gets subject ${winner}, “${subjects[winner! - 1]}”, since ${formatMoment(decidedAt!, timeZone)}${how}.`;
}

/** A few minutes are what a busy sender takes. */
function late({ dueAt, decidedAt, decides }: SubjectTest): string {
  const minutes = dueAt === null ? 0 : Math.round((decidedAt! - dueAt) / minute);
  if (decides === "hand" || minutes < 10) return "";
  const after = minutes < 120 ? countOf(minutes, "minute") : countOf(Math.round(minutes / 60), "hour");
  return `That was ${after} later than planned: no sender ran then, or the issue was paused.`;
}
