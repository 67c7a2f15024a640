import type { Context } from "#app/context.server.ts";
import { isAmong } from "#db/bulk.server.ts";

/** The things that an edition can render. */
export type EditionKind = "issue" | "digest";

/**
 * A running or past send: an edition, and the row of the issue or digest that it renders. Where subjects are tried, it is one
 * of several editions; what is about the whole send has the issue's own.
 */
export type Send = { kind: EditionKind; id: number; editionId: number };

/** Names a whole send: all of its editions have the same. */
export type SendKey = `${EditionKind} ${number}`;

/** Returns the key of the send that an edition belongs to. */
export function sendKey({ kind, id }: Send): SendKey {
  return `${kind} ${id}`;
}

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
 * Lists the editions whose deliveries may be claimed, in the order of the running sends: those of an issue's tried subjects
 * each, and none that waits for the decision between them.
 */
export async function editionsUnderWay(context: Context): Promise<Send[]> {
  const of = (kind: EditionKind) =>
    running(context, kind, ["sending"]).where("held_at", "is", null).orderBy("editions.id").execute();
  const [issues, digests] = [await of("issue"), await of("digest")];
  return [
    ...issues.map((row) => ({ kind: "issue" as const, ...row })),
    ...digests.map((row) => ({ kind: "digest" as const, ...row })),
  ];
}

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
  const rows = await running(context, kind, statuses).where("variant", "is", null).execute();
  return rows.map((row) => ({ kind, ...row }));
}

function running({ db }: Context, kind: EditionKind, statuses: ("sending" | "paused")[]) {
  return db
    .selectFrom(`${tableOf(kind)} as subject`)
    .innerJoin("editions", `editions.${referenceOf(kind)}`, "subject.id")
    .select(["subject.id", "editions.id as editionId"])
    .where("subject.status", "in", statuses)
    .orderBy("frozen_at")
    .orderBy("subject.id");
}

/** Returns the send of an issue; undefined before it is sent. */
export function sendOfIssue({ id, editionId }: { id: number; editionId: number | null }): Send | undefined {
  return editionId === null ? undefined : { kind: "issue", id, editionId };
}

/** Returns the send of an edition, with the issue's own edition for that of a tried subject; undefined for an unknown one. */
export async function sendOfEdition({ db }: Context, editionId: number): Promise<Send | undefined> {
  const edition = await db
    .selectFrom("editions")
    .leftJoin("editions as own", (join) =>
      join.onRef("own.issue_id", "=", "editions.issue_id").on("own.variant", "is", null),
    )
    .select(["editions.issue_id", "editions.digest_id", "own.id as own"])
    .where("editions.id", "=", editionId)
    .executeTakeFirst();
  if (!edition) return undefined;
  const { issue_id, digest_id, own } = edition;
  if (issue_id === null) return { kind: "digest", id: digest_id!, editionId };
  return { kind: "issue", id: issue_id, editionId: own ?? editionId };
}

/** Returns the editions of a send whose readers can be tried: all but one that waits for a decision between subjects. */
export async function openEditionsOf({ db }: Context, { kind, id }: Send): Promise<number[]> {
  const rows = await db
    .selectFrom("editions")
    .select("id")
    .where(referenceOf(kind), "=", id)
    .where("held_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Returns all editions of a send, that of the rest first: one alone, but for an issue whose subjects are tried. A tried
 * subject's own id gives only itself.
 */
export async function editionsOf(context: Context, editionId: number): Promise<number[]> {
  return [editionId, ...(await triedEditions(context, [editionId])).keys()];
}

/** Returns the editions of tried subjects, each with the issue's own edition, for those of `editionIds` that are one. */
export async function triedEditions({ db }: Pick<Context, "db">, editionIds: number[]): Promise<Map<number, number>> {
  if (editionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("editions as own")
    .innerJoin("editions", "editions.issue_id", "own.issue_id")
    .select(["editions.id", "own.id as own"])
    .where("own.id", "in", editionIds)
    .where("own.variant", "is", null)
    .where("editions.variant", "is not", null)
    .orderBy("editions.id")
    .execute();
  return new Map(rows.map(({ id, own }) => [id, own]));
}

/** Returns all editions of the sends to which some editions belong, each with the first one of its send. */
export async function editionsBeside({ db }: Pick<Context, "db">, editionIds: number[]): Promise<Map<number, number>> {
  if (editionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("editions as known")
    .innerJoin("editions", "editions.issue_id", "known.issue_id")
    .select(["editions.id", "editions.issue_id as issueId"])
    .where(isAmong(db, "known.id", editionIds))
    .orderBy("editions.id")
    .execute();
  const first = new Map<number, number>();
  for (const { id, issueId } of rows) if (!first.has(issueId!)) first.set(issueId!, id);
  // A digest has no other.
  return new Map([
    ...editionIds.map((id) => [id, id] as const),
    ...rows.map((row) => [row.id, first.get(row.issueId!)!] as const),
  ]);
}
