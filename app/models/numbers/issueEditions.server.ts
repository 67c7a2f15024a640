import type { Context } from "#app/context.server.ts";

/** Returns the editions of issues that went out from here, or go: several of one where its subjects are tried. */
export async function editionsOfIssues({ db }: Context, issueIds: number[]): Promise<Map<number, number[]>> {
  if (issueIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select(["issues.id as issueId", "editions.id"])
    .where("issues.id", "in", issueIds)
    .where("elsewhere", "is", null)
    .orderBy("editions.id")
    .execute();
  const found = new Map<number, number[]>();
  for (const { issueId, id } of rows) found.set(issueId, [...(found.get(issueId) ?? []), id]);
  return found;
}

/** Like `editionsOfIssues` of one, by its number. */
export async function editionsOfIssue(context: Context, number: number): Promise<number[]> {
  const issue = await context.db.selectFrom("issues").select("id").where("number", "=", number).executeTakeFirst();
  return issue ? ((await editionsOfIssues(context, [issue.id])).get(issue.id) ?? []) : [];
}
