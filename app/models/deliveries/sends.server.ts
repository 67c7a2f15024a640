import type { Context } from "#app/context.server.ts";

/** What an edition can render. */
export type EditionKind = "issue" | "digest";

/** An edition that is handed over, or was, and the row of the issue or the digest that it renders. */
export type Send = { kind: EditionKind; id: number; editionId: number };

type Kind = {
  /** Whose rows say how a send stands: all have `list_id`, `status`, `sent_at` and a pause. */
  table: "issues" | "digests";
  /** What an edition names it by. */
  reference: "issue_id" | "digest_id";
  /** Who gets it. */
  frequency: "every" | "monthly";
};

/** All that differs between the kinds for the ledger. */
export const editionKinds: Record<EditionKind, Kind> = {
  issue: { table: "issues", reference: "issue_id", frequency: "every" },
  digest: { table: "digests", reference: "digest_id", frequency: "monthly" },
};

/** The table of a kind, for queries of what all kinds have; to the compiler it is always the same one. */
export const tableOf = (kind: EditionKind) => editionKinds[kind].table as "issues";
/** The same for the column of `editions`. */
const referenceOf = (kind: EditionKind) => editionKinds[kind].reference as "issue_id";

/** What is on its way: issues, the one begun first first, before digests, so that a month's headlines hold up no news. */
export async function sendsUnderWay(context: Context): Promise<Send[]> {
  return [...(await sendsOf(context, "issue", ["sending"])), ...(await sendsOf(context, "digest", ["sending"]))];
}

/** The sends of a kind that stand so, the one begun first first. */
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

/** The send of an issue; undefined when it never was sent. */
export function sendOfIssue({ id, editionId }: { id: number; editionId: number | null }): Send | undefined {
  return editionId === null ? undefined : { kind: "issue", id, editionId };
}

/** The send of an edition; undefined when there is no such edition. */
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
