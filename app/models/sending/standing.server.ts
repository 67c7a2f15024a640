import type { Context } from "#app/context.server.ts";
import { stateOf, type IssueState } from "#app/models/issues/states.ts";
import { lastSteps } from "#app/models/issues/steps.server.ts";
import { comingOfLists, type ComingOfList } from "./schedule/overview.server.ts";

/** The state of an issue, with who and when. `goesAt`: the time at which it leaves by itself. Times in milliseconds. */
export type Standing = {
  state: IssueState;
  by: string | null;
  at: number | null;
  /** The person who was asked for the review. */
  of: string | null;
  /** The issue or template that a draft began with, like `like issue 11`; empty for nothing. */
  like: string;
  goesAt: number | null;
  /** True for what another program sent. */
  isElsewhere: boolean;
};

/** Adds the state to each of some issues. */
export async function withStandings<Line extends { number: number }>(
  context: Context,
  lines: Line[],
): Promise<(Line & { standing: Standing })[]> {
  const standings = await standingsOf(
    context,
    lines.map(({ number }) => number),
  );
  return lines.flatMap((line) => {
    const standing = standings.get(line.number);
    return standing ? [{ ...line, standing }] : [];
  });
}

/** Returns the state of each of these issues, by number. */
async function standingsOf(context: Context, numbers: number[]): Promise<Map<number, Standing>> {
  if (numbers.length === 0) return new Map();
  const rows = await standingRows(context, numbers);
  const those = (isGone: boolean) => rows.filter((row) => (row.sending_at !== null) === isGone).map(({ id }) => id);
  const starters = await lastSteps(context, "send", those(true));
  const beginnings = await lastSteps(context, "begin", those(false));
  const isWaiting = rows.some((row) => row.status === "ready" && row.send_at === null);
  const coming = isWaiting ? await comingOfLists(context) : new Map<number, ComingOfList>();
  const standings = new Map<number, Standing>();
  for (const row of rows) {
    const slot = row.status === "ready" && row.send_at === null ? slotOf(coming.get(row.list_id), row.id) : null;
    const state = stateOf({ status: row.status, reviewAt: row.review_at, sendAt: row.send_at }, slot !== null);
    const sender = starters.get(row.id)?.by ?? null;
    const begun = beginnings.get(row.id);
    const who: Record<IssueState, [by: string | null, at: number | null]> = {
      draft: [begun?.by ?? null, row.created_at],
      "in-review": [row.review_by, row.review_at],
      approved: [row.approved_by, row.approved_at],
      scheduled: [row.approved_by, row.approved_at],
      sending: [sender, row.sending_at],
      paused: [row.paused_by, row.paused_at],
      sent: [sender, row.sent_at],
    };
    const [by, at] = who[state];
    const like = state === "draft" ? (begun?.detail ?? "") : "";
    const goesAt = row.status === "ready" ? (row.send_at ?? slot) : null;
    const of = state === "in-review" ? row.asked : null;
    standings.set(row.number, { state, by, at, of, like, goesAt, isElsewhere: row.elsewhere !== null });
  }
  return standings;
}

function slotOf(coming: ComingOfList | undefined, id: number): number | null {
  return coming?.times[coming.taking.indexOf(id)]?.at ?? null;
}

function standingRows({ db }: Context, numbers: number[]) {
  return db
    .selectFrom("issues")
    .leftJoin("editors", "editors.id", "issues.review_of")
    .select(["issues.id", "number", "list_id", "status", "issues.created_at", "sending_at", "sent_at", "send_at"])
    .select(["paused_at", "paused_by", "approved_at", "approved_by", "review_at", "review_by", "editors.name as asked"])
    .select("elsewhere")
    .where("number", "in", numbers)
    .execute();
}
