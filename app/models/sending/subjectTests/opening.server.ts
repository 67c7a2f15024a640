import { randomInt } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { bucketCount, type Seed, type Trial } from "#app/models/deliveries/trials.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";

/**
 * Opens the test of an issue's subjects in the transaction that starts its send.
 * @param editionIds of its subjects, the first one first; none: the issue has one subject
 * @returns who of the readers gets which; null without a test
 */
export async function openTest(context: Context, issue: Issue, editionIds: number[]): Promise<Trial | null> {
  const plan = issue.subjectPlan;
  if (!plan || editionIds.length === 0) return null;
  const seed = drawSeed();
  await context.db
    .insertInto("subject_tests")
    .values({
      issue_id: issue.id,
      subjects: JSON.stringify([issue.subject, ...plan.others]),
      seed: JSON.stringify(seed),
      ...{ share: plan.share, hours: plan.hours, decides: plan.decides },
      started_at: context.clock(),
    })
    .execute();
  return { seed, share: plan.share, editionIds };
}

/** Other numbers for each issue, so that nobody is in the first half of every test. */
function drawSeed(): Seed {
  const draw = () => randomInt(1, bucketCount);
  return [draw(), draw(), draw(), draw()];
}
