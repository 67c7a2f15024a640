import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { recordConsents } from "#app/models/consent/record.server.ts";
import { lockList } from "#app/models/deliveries/deliveries.server.ts";
import { day } from "#app/models/durations.ts";
import { countOf } from "#app/models/fields.server.ts";
import { segmentFacts } from "#app/models/segments/facts.server.ts";
import { sampleOf, surveyReaders, type SampledReader } from "#app/models/segments/survey.server.ts";
import { gaveNoSign, silenceIn, type Silence } from "#app/models/segments/unseen.server.ts";
import type { PartingsTable } from "#db/schema/growth.ts";
import type { Selectable } from "kysely";

/** Subscriptions that one transaction ends or brings back, and ids of readers that it looks at: few may be silent. */
const step = 500;
const span = 5000;
/** Milliseconds of such transactions in one call. */
const patience = 200;
/** The time in which an act can be undone. */
export const partingUndoableFor = 30 * day;

/** The outcome of an act before it: how many would go, ten of them; `share` of all readers that was looked at. */
export type SilentForesight = { count: number; share: number; sample: SampledReader[] };

/** `few`: the list had fewer issues than that; `forgotten`: nobody knows any more who got the first. */
export type SilenceFault = { error: "few" | "forgotten" };

async function silenceNow(context: Context, listId: number, issues: number): Promise<Silence | SilenceFault> {
  const silence = silenceIn(await segmentFacts(context), listId, issues);
  if (silence === null) return { error: "few" };
  return silence === "forgotten" ? { error: "forgotten" } : silence;
}

/**
 * Counts the readers of a list who gave no sign for its last issues, and changes nothing.
 * @param within milliseconds after which the count is an estimate; all are looked at without
 */
export async function silentReaders(
  context: Context,
  listId: number,
  issues: number,
  within?: number,
): Promise<SilentForesight | SilenceFault> {
  const silence = await silenceNow(context, listId, issues);
  if ("error" in silence) return silence;
  const test = (eb: Parameters<typeof gaveNoSign>[0]) => gaveNoSign(eb, silence);
  const survey = await surveyReaders(context, test, { list: listId, ...(within !== undefined && { within }) });
  const count = Math.round((survey.fitting.get(listId) ?? 0) / survey.share);
  return { count, share: survey.share, sample: await sampleOf(context, test, survey) };
}

/** `running`: an act of the list is still at work. */
export type PartingFault = SilenceFault | { error: "running" };

/** Has a sender end the subscriptions of those who gave no sign for the last issues of a list; each is looked at once more. */
export async function askParting(
  context: Context,
  { listId, issues }: { listId: number; issues: number },
  actor: string,
): Promise<{ id: number } | PartingFault> {
  return inTransaction(context, async (context) => {
    await lockList(context, listId);
    const running = await context.db
      .selectFrom("partings")
      .select("id")
      .where("list_id", "=", listId)
      .where("state", "in", ["ending", "undoing"])
      .executeTakeFirst();
    if (running) return { error: "running" as const };
    const silence = await silenceNow(context, listId, issues);
    if ("error" in silence) return silence;
    const { id } = await context.db
      .insertInto("partings")
      .values({
        ...{ list_id: listId, issues, first_edition: silence.firstEdition, last_edition: silence.lastEdition },
        ...{ since: silence.since, asked_at: context.clock(), asked_by: actor, state: "ending" },
        ...{ after: 0, ended: 0, returned: 0, undone_by: null },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await logAction(context, actor, "let-go-asked", `act ${id}, list ${listId}, ${countOf(issues, "issue")}`);
    return { id };
  });
}

/** Has a sender bring back whom an act let go. @returns false when it is too late, or there is nothing to bring back */
export async function undoParting(context: Context, id: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const asked = await context.db
      .updateTable("partings")
      .set({ state: "undoing", after: 0, undone_by: actor })
      .where("id", "=", id)
      .where("state", "=", "ended")
      .where("asked_at", ">", context.clock() - partingUndoableFor)
      .returning("id")
      .executeTakeFirst();
    if (asked) await logAction(context, actor, "let-go-undone", `act ${id}`);
    return asked !== undefined;
  });
}

type Parting = Selectable<PartingsTable>;

/** The way out of who was let go, on the subscription and in the receipt; the reader sees that it was our staff. */
function wayOf({ id, asked_by }: Pick<Parting, "id" | "asked_by">): string {
  return `let go ${id} by operator ${asked_by}`;
}

/** Takes the next steps of an act that somebody asked for, for a moment. @returns true while there may be more */
export async function workOnPartings(context: Context): Promise<boolean> {
  const began = performance.now();
  while (await takeStep(context)) if (performance.now() - began > patience) return true;
  return false;
}

async function takeStep(context: Context): Promise<boolean> {
  const waiting = await context.db
    .selectFrom("partings")
    .select(["id", "list_id"])
    .where("state", "in", ["ending", "undoing"])
    .orderBy("id")
    .executeTakeFirst();
  if (!waiting) return false;
  await inTransaction(context, async (context) => {
    await lockList(context, waiting.list_id);
    const parting = await context.db.selectFrom("partings").selectAll().where("id", "=", waiting.id).executeTakeFirst();
    if (parting?.state === "ending") await endSome(context, parting);
    if (parting?.state === "undoing") await returnSome(context, parting);
  });
  return true;
}

/** Returns the next silent readers of a list in a span of ids, up to `step`. */
export function silentIn(db: Context["db"], { after, ...silence }: Silence & { after: number }) {
  return db
    .selectFrom("subscriptions")
    .select("subscriber_id")
    .where("list_id", "=", silence.listId)
    .where("status", "=", "active")
    .where("subscriber_id", ">", after)
    .where("subscriber_id", "<=", after + span)
    .where((eb) => gaveNoSign(eb, silence))
    .orderBy("subscriber_id")
    .limit(step)
    .execute();
}

async function endSome(context: Context, parting: Parting): Promise<void> {
  const { id, list_id: listId, first_edition: firstEdition, last_edition: lastEdition, since } = parting;
  const silent = await silentIn(context.db, { listId, firstEdition, lastEdition, since, after: parting.after });
  const ids = silent.map(({ subscriber_id }) => subscriber_id);
  const ended =
    ids.length === 0
      ? []
      : await context.db
          .updateTable("subscriptions")
          .set({ status: "ended", ended_at: context.clock(), ended_by: wayOf(parting), wishes: null })
          .where("list_id", "=", listId)
          .where("subscriber_id", "in", ids)
          .where("status", "=", "active")
          .returning("subscriber_id")
          .execute();
  const gone = ended.map(({ subscriber_id }) => subscriber_id).sort((one, other) => one - other);
  if (gone.length > 0)
    await context.db
      .insertInto("parting_readers")
      .values(gone.map((subscriber_id) => ({ parting_id: id, subscriber_id })))
      .execute();
  const { last } = await context.db
    .selectFrom("subscribers")
    .select(({ fn }) => fn.max<number | null>("id").as("last"))
    .executeTakeFirstOrThrow();
  const after = ids.length === step ? ids.at(-1)! : parting.after + span;
  await context.db
    .updateTable("partings")
    .set({ after, ended: parting.ended + gone.length, ...(after >= (last ?? 0) && { state: "ended" }) })
    .where("id", "=", id)
    .execute();
  await recordConsents(context, gone, { kind: "ended", listId, wording: "", source: wayOf(parting) });
}

/** Brings back who has not left, complained or been erased meanwhile. */
async function returnSome(context: Context, parting: Parting): Promise<void> {
  const { id, list_id: listId } = parting;
  const rows = await context.db
    .selectFrom("parting_readers")
    .select("subscriber_id")
    .where("parting_id", "=", id)
    .where("subscriber_id", ">", parting.after)
    .orderBy("subscriber_id")
    .limit(step)
    .execute();
  const ids = rows.map(({ subscriber_id }) => subscriber_id);
  const back =
    ids.length === 0
      ? []
      : await context.db
          .updateTable("subscriptions")
          .set({ status: "active", ended_at: null, ended_by: null })
          .where("list_id", "=", listId)
          .where("subscriber_id", "in", ids)
          .where("status", "=", "ended")
          .where("ended_by", "=", wayOf(parting))
          .returning("subscriber_id")
          .execute();
  const returned = back.map(({ subscriber_id }) => subscriber_id).sort((one, other) => one - other);
  await context.db
    .updateTable("partings")
    .set({
      ...{ after: ids.at(-1) ?? parting.after, returned: parting.returned + returned.length },
      ...(ids.length < step && { state: "undone" }),
    })
    .where("id", "=", id)
    .execute();
  const by = `operator ${parting.undone_by ?? ""}`;
  await recordConsents(context, returned, { kind: "ending-undone", listId, wording: "", source: by });
}

/** An act as the desk lists it; `undoableUntil` null where it cannot be undone any more. */
export type ShownParting = {
  id: number;
  list: string;
  issues: number;
  askedAt: number;
  askedBy: string;
  state: Parting["state"];
  ended: number;
  returned: number;
  undoableUntil: number | null;
};

/** Returns the latest acts, newest first. */
export async function latestPartings(context: Context): Promise<ShownParting[]> {
  const rows = await context.db
    .selectFrom("partings")
    .innerJoin("lists", "lists.id", "partings.list_id")
    .select(["partings.id", "lists.name as list", "issues", "asked_at", "asked_by", "state", "ended", "returned"])
    .orderBy("partings.id", "desc")
    .limit(20)
    .execute();
  return rows.map(({ asked_at: askedAt, asked_by: askedBy, ...row }) => {
    const until = askedAt + partingUndoableFor;
    return {
      ...{ ...row, askedAt, askedBy },
      undoableUntil: row.state === "ended" && until > context.clock() ? until : null,
    };
  });
}

/** Forgets whose subscriptions an act ended, once it cannot be undone. @returns how many rows went */
export async function forgetPartingReaders({ db }: Context, before: number, limit: number): Promise<number> {
  const gone = await db
    .deleteFrom("parting_readers")
    .where("subscriber_id", "in", (eb) =>
      eb
        .selectFrom("parting_readers as old")
        .innerJoin("partings", "partings.id", "old.parting_id")
        .select("old.subscriber_id")
        .where("partings.asked_at", "<", before)
        .where("partings.state", "in", ["ended", "undone"])
        .limit(limit),
    )
    .where("parting_id", "in", (eb) =>
      eb.selectFrom("partings").select("id").where("asked_at", "<", before).where("state", "in", ["ended", "undone"]),
    )
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
