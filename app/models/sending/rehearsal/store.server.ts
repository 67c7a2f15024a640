import { inTransaction, type Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { openFindings, type Findings, type KeptFindings } from "./findings.server.ts";

/** Milliseconds: a rehearsal without progress for longer was interrupted. */
const silence = minute;

/** The latest rehearsal of an issue. `out of date`: the issue has changed since. */
export type Rehearsal = { startedAt: number; audience: number; done: number } & (
  | { state: "running" | "broken off"; found: null }
  | { state: "out of date"; found: Findings | null }
  | { state: "done"; found: Findings }
);

/** @param fingerprint the issue's now */
export async function rehearsalOf(context: Context, issueId: number, fingerprint: string): Promise<Rehearsal | null> {
  const row = await context.db.selectFrom("rehearsals").selectAll().where("issue_id", "=", issueId).executeTakeFirst();
  if (!row) return null;
  const sums = { startedAt: row.started_at, audience: row.audience, done: row.done };
  if (row.finished_at === null)
    return { ...sums, state: isSilent(context, row.seen_at) ? "broken off" : "running", found: null };
  const found = await openFindings(context, row.result);
  return found && row.fingerprint === fingerprint
    ? { ...sums, state: "done", found }
    : { ...sums, state: "out of date", found };
}

function isSilent(context: Context, seenAt: number): boolean {
  return seenAt < context.clock() - silence;
}

/** Identifies a run; a later one of the same issue replaces it. */
export type RehearsalRun = { issueId: number; startedAt: number };

/** @returns the run, or null while another one is active */
export function beginRehearsal(
  context: Context,
  { issueId, fingerprint, audience }: { issueId: number; fingerprint: string; audience: number },
): Promise<RehearsalRun | null> {
  return inTransaction(context, async (context) => {
    const now = context.clock();
    const begun = { fingerprint, started_at: now, seen_at: now, finished_at: null, audience, done: 0, result: null };
    const row = await context.db
      .insertInto("rehearsals")
      .values({ issue_id: issueId, ...begun })
      .onConflict((conflict) =>
        conflict
          .column("issue_id")
          .doUpdateSet(begun)
          .where(({ or, eb }) =>
            or([eb("rehearsals.finished_at", "is not", null), eb("rehearsals.seen_at", "<", now - silence)]),
          ),
      )
      .returning("issue_id")
      .executeTakeFirst();
    return row ? { issueId, startedAt: now } : null;
  });
}

/** @returns false when the issue was deleted, or another run replaced this one */
export async function noteProgress(context: Context, run: RehearsalRun, done: number): Promise<boolean> {
  return change(context, run, { done, seen_at: context.clock() });
}

export async function finishRehearsal(context: Context, run: RehearsalRun, found: KeptFindings): Promise<void> {
  const now = context.clock();
  await change(context, run, {
    done: found.readers,
    seen_at: now,
    finished_at: now,
    result: JSON.stringify(found),
  });
}

/** Lets the next run begin without waiting for the silence of this one. */
export async function breakOff(context: Context, run: RehearsalRun): Promise<void> {
  await change(context, run, { seen_at: 0 });
}

async function change(
  context: Context,
  { issueId, startedAt }: RehearsalRun,
  values: { done?: number; seen_at: number; finished_at?: number; result?: string },
): Promise<boolean> {
  const row = await context.db
    .updateTable("rehearsals")
    .set(values)
    .where("issue_id", "=", issueId)
    .where("started_at", "=", startedAt)
    .where("finished_at", "is", null)
    .returning("issue_id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Like `rehearsalOf`, by the issue's number and the fingerprint that was shown. */
export async function rehearsalByNumber(context: Context, number: number, fingerprint: string) {
  const issue = await context.db.selectFrom("issues").select("id").where("number", "=", number).executeTakeFirst();
  return issue ? rehearsalOf(context, issue.id, fingerprint) : null;
}
