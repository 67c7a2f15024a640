import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { emptyBody } from "#app/models/body.ts";
import type { IssueInput } from "./issueInput.server.ts";
import { createIssueOnce, issueByNumber, type Issue } from "./issues.server.ts";
import { commonPattern, fillPattern } from "./subjects.ts";
import { contentOfTemplate, standingOf, type StandingParts } from "./templates.server.ts";

/** The beginning of an issue: the list's last issue, any issue, a template by its id, or nothing. */
export type Beginning =
  { from: "last" | "empty" } | { from: "issue"; number: number } | { from: "template"; id: number };

/**
 * Creates a draft like an issue, from a template, or empty: sections with headings, texts and rules, and the text at the
 * end, and no pieces. The issue is empty where that is gone.
 * @param key of the form that asks: sent twice, it begins one issue
 * @param more what the issue has besides, in the place of that
 * @returns its number
 */
export async function beginIssue(
  context: Context,
  listId: number,
  beginning: Beginning,
  by: string,
  { key = null, more }: { key?: string | null; more?: (standing: StandingParts | null) => Partial<IssueInput> } = {},
): Promise<number> {
  const found = await standingFor(context, listId, beginning);
  const inputFor = (number: number): Partial<IssueInput> | undefined => {
    const standing = found && { ...found.standing, subject: fillPattern(found.standing.subject, number) };
    if (!standing && !more) return undefined;
    return { preheader: "", intro: emptyBody, ...standing, ...more?.(standing) };
  };
  const begun = { by, like: found?.like ?? "", key };
  const { number, isNew } = await createIssueOnce(context, listId, inputFor, begun);
  if (isNew) await logAction(context, by, "issue-created", `issue ${number}${begun.like && `, ${begun.like}`}`);
  return number;
}

type Found = { standing: StandingParts; like: string };

async function standingFor(context: Context, listId: number, beginning: Beginning): Promise<Found | null> {
  if (beginning.from === "empty") return null;
  if (beginning.from === "template") {
    const template = await contentOfTemplate(context, beginning.id);
    return template && { standing: template.content, like: `from “${template.name}”` };
  }
  const number = beginning.from === "issue" ? beginning.number : await lastSent(context, listId);
  const issue = number === null ? undefined : await issueByNumber(context, number);
  if (!issue) return null;
  const former = await formerSubject(context, issue);
  const subject = commonPattern([issue, ...(former ? [former] : [])]);
  return { standing: { ...standingOf(issue), subject }, like: `like issue ${number}` };
}

/** Returns the number of the last issue of a list that went out from here; null before the first. */
export async function lastSent({ db }: Context, listId: number): Promise<number | null> {
  const row = await db
    .selectFrom("issues")
    .select("number")
    .where("list_id", "=", listId)
    .where("sending_at", "is not", null)
    .where("elsewhere", "is", null)
    .orderBy("sending_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.number ?? null;
}

/** Returns the same of every list, by its id; a list without one is left out. */
export async function lastSentOfAll({ db }: Context): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom("issues")
        .select(({ fn }) => ["list_id", fn.max("sending_at").as("at")])
        .where("sending_at", "is not", null)
        .where("elsewhere", "is", null)
        .groupBy("list_id")
        .as("last"),
    )
    .innerJoin("issues", (join) =>
      join.onRef("issues.list_id", "=", "last.list_id").onRef("issues.sending_at", "=", "last.at"),
    )
    .select(["issues.list_id", "number"])
    .where("elsewhere", "is", null)
    .orderBy("issues.id")
    .execute();
  return new Map(rows.map(({ list_id, number }) => [list_id, number]));
}

/** The issue that went to the same list before this one: two subjects show what stays in them. */
function formerSubject({ db }: Context, { number, list }: Issue) {
  return db
    .selectFrom("issues")
    .select(["number", "subject"])
    .where("list_id", "=", list.id)
    .where("number", "<", number)
    .where("sending_at", "is not", null)
    .where("elsewhere", "is", null)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
}
