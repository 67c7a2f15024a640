import type { Context } from "#app/context.server.ts";

/** The things that an edition can render. */
export type EditionKind = "issue" | "digest";

/** An edition with a running or past send, and the row of the issue or digest that it renders. */
export type Send = { kind: EditionKind; id: number; editionId: number };

type Kind = {
  /** The table with the status of its sends: each has `list_id`, `status`, `sent_at` and a pause. */
  table: "issues" | "digests";
  /** The column of `editions` that refers to it. */
  reference: "issue_id" | "digest_id";
  /** The frequency that its recipients chose. */
  frequency: "every" | "monthly";
};

/** The differences between the kinds of editions. */
export const editionKinds: Record<EditionKind, Kind> = {
  issue: { table: "issues", reference: "issue_id", frequency: "every" },
  digest: { table: "digests", reference: "digest_id", frequency: "monthly" },
};

/** Returns the table of a kind, for queries of columns that all kinds have; the compiler always sees the same one. */
export const tableOf = (kind: EditionKind) => editionKinds[kind].table as "issues";
/** Returns the column of `editions`, in the same way. */
const referenceOf = (kind: EditionKind) => editionKinds[kind].reference as "issue_id";

/**
 * Lists the running sends: issues before digests, so that a month's headlines delay no news; within each, the oldest
 * first.
 */
export async function sendsUnderWay(context: Context): Promise<Send[]> {
  return [...(await sendsOf(context, "issue", ["sending"])), ...(await sendsOf(context, "digest", ["sending"]))];
}

/** Lists the sends of a kind with a status, oldest first. */
export async function sendsOf(
  context: Context,
  kind: EditionKind,
  statuses: ("sending" | "paused")[],
): Promise<Send[]> {
  const rows = await context.db
    .selectFrom(`${tableOf(kind)} as subject`)
    .innerJoin("editions", `editions.${referenceOf(kind)}`, "subject.id")
    .select(["subject.id", "editions.id as editionId"])
    .where("subject.status", "in", statuses)
    .orderBy("frozen_at")
    .orderBy("subject.id")
    .execute();
  return rows.map((row) => ({ kind, ...row }));
}

/** Returns the send of an issue; undefined before it is sent. */
export function sendOfIssue({ id, editionId }: { id: number; editionId: number | null }): Send | undefined {
  return editionId === null ? undefined : { kind: "issue", id, editionId };
}

/** Returns the send of an edition; undefined for an unknown edition. */
export async function sendOfEdition({ db }: Context, editionId: number): Promise<Send | undefined> {
  const edition = await db
    .selectFrom("editions")
    .select(["issue_id", "digest_id"])
    .where("id", "=", editionId)
    .executeTakeFirst();
  if (!edition) return undefined;
  const { issue_id, digest_id } = edition;
  return issue_id === null ? { kind: "digest", id: digest_id!, editionId } : { kind: "issue", id: issue_id, editionId };
}
