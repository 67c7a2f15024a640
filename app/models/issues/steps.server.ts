import type { Context } from "#app/context.server.ts";
import { sendOfEdition } from "#app/models/deliveries/sends.server.ts";
import { eventKinds, type DomainEvent, type EventKind } from "#app/models/events.server.ts";
import type { IssueMove } from "./states.ts";

/** The moves that an issue's page lists, each with who and when. */
export type IssueStep = Exclude<IssueMove, "edit" | "delete">;

/** `detail`: what the step says besides, like the person who was asked. */
export type StepTaken = { step: IssueStep; by: string; at: number; detail: string };

/** Writes down a step of an issue, with the account of the request. @param by an editor's name, a script, the sender */
export async function noteStep(
  context: Context,
  issueId: number,
  { step, by, detail = "" }: Pick<StepTaken, "step" | "by"> & { detail?: string },
): Promise<void> {
  await context.db
    .insertInto("issue_steps")
    .values({ issue_id: issueId, step, by, editor_id: context.editorId ?? null, at: context.clock(), detail })
    .execute();
}

/** Returns the latest steps of an issue, newest first. */
export async function stepsOf(context: Context, number: number, limit = 30): Promise<StepTaken[]> {
  const rows = await context.db
    .selectFrom("issue_steps")
    .innerJoin("issues", "issues.id", "issue_steps.issue_id")
    .select(["step", "by", "at", "detail"])
    .where("number", "=", number)
    .orderBy("issue_steps.id", "desc")
    .limit(limit)
    .execute();
  return rows as StepTaken[];
}

/** Returns the steps of one kind of each of these issues, by id; the latest of several. */
export async function lastSteps(
  context: Context,
  step: IssueStep,
  issueIds: number[],
): Promise<Map<number, Pick<StepTaken, "by" | "detail">>> {
  if (issueIds.length === 0) return new Map();
  const rows = await context.db
    .selectFrom("issue_steps")
    .select(["issue_id", "by", "detail"])
    .where("step", "=", step)
    .where("issue_id", "in", issueIds)
    .orderBy("id")
    .execute();
  return new Map(rows.map(({ issue_id, ...taken }) => [issue_id, taken]));
}

/** The steps of a send, by the events that tell of them. */
const stepOfEvent: Partial<Record<EventKind, IssueStep>> = {
  "issue-started": "send",
  "subject-chosen": "choose",
  "send-paused": "pause",
  "send-resumed": "resume",
  "send-cancelled": "cancel",
  "send-finished": "finish",
};

/** Writes down the steps of sends. Digests have none. */
export async function followSends(context: Context, events: DomainEvent[]): Promise<void> {
  for (const { kind, subject, by, at } of events) {
    const step = stepOfEvent[kind];
    const issueId = eventKinds[kind] === "issue" ? subject : await issueOf(context, subject);
    if (!step || issueId === null) continue;
    await context.db
      .insertInto("issue_steps")
      .values({ issue_id: issueId, step, by: by ?? "the sender", editor_id: null, at, detail: "" })
      .execute();
  }
}

async function issueOf(context: Context, editionId: number): Promise<number | null> {
  const send = await sendOfEdition(context, editionId);
  return send?.kind === "issue" ? send.id : null;
}
