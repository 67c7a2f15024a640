import type { Selectable } from "kysely";
import type { Context } from "#app/context.server.ts";
import type { Seed } from "#app/models/deliveries/trials.ts";
import type { Decider } from "#app/models/issues/subjectPlan.ts";
import type { SubjectTestsTable } from "#db/schema/issues.ts";
import type { TestFinding } from "./chances.ts";
import type { CountedAct } from "./words.ts";

/** One subject of a test: readers who were handed their mail, and those of them who did what decides. */
export type ArmSeen = { subject: string; editionId: number; readers: number; did: number };

/** The ground of a decision. `cancelled`: nothing more went out, and nothing was decided. */
export type TestResult =
  { how: "cancelled" } | { how: "found" | "hand"; finding: TestFinding; counted: CountedAct; arms: ArmSeen[] };

/** A test of subjects from the start of its send on. Times in milliseconds. */
export type SubjectTest = {
  issueId: number;
  /** The issue's first subject first. */
  subjects: string[];
  seed: Seed;
  share: number;
  hours: number;
  decides: Decider;
  startedAt: number;
  /** When every reader of the test had been tried; null before. */
  countedFrom: number | null;
  dueAt: number | null;
  decidedAt: number | null;
  decidedBy: string | null;
  /** The number of the subject for the rest, from 1. */
  winner: number | null;
  result: TestResult | null;
};

export async function testOfIssue({ db }: Context, issueId: number): Promise<SubjectTest | null> {
  const row = await db.selectFrom("subject_tests").selectAll().where("issue_id", "=", issueId).executeTakeFirst();
  return row ? testFrom(row) : null;
}

/** Lists the tests that nobody has decided, with the state of their issues. */
export async function openTests({ db }: Context) {
  const rows = await db
    .selectFrom("subject_tests")
    .innerJoin("issues", "issues.id", "subject_tests.issue_id")
    .selectAll("subject_tests")
    .select(["number", "status"])
    .where("decided_at", "is", null)
    .orderBy("issue_id")
    .execute();
  return rows.map(({ number, status, ...row }) => ({ number, status, test: testFrom(row) }));
}

/** An edition of a tried subject. */
type Tried = { editionId: number; subject: string; countsClicks: boolean };

/** The editions of an issue's tried subjects, in their order. */
export async function triedSubjects({ db }: Context, issueId: number): Promise<Tried[]> {
  const rows = await db
    .selectFrom("editions")
    .select(["id", "subject", "counts_clicks"])
    .where("issue_id", "=", issueId)
    .where("variant", "is not", null)
    .orderBy("variant")
    .execute();
  return rows.map(({ id, subject, counts_clicks }) => ({
    ...{ editionId: id, subject: subject ?? "", countsClicks: counts_clicks === 1 },
  }));
}

function testFrom(row: Selectable<SubjectTestsTable>): SubjectTest {
  return {
    issueId: row.issue_id,
    subjects: JSON.parse(row.subjects) as string[],
    seed: JSON.parse(row.seed) as Seed,
    ...{ share: row.share, hours: row.hours, decides: row.decides },
    ...{ startedAt: row.started_at, countedFrom: row.counted_from, dueAt: row.due_at },
    ...{ decidedAt: row.decided_at, decidedBy: row.decided_by, winner: row.winner },
    result: row.result === null ? null : (JSON.parse(row.result) as TestResult),
  };
}
