import { inTransaction, type Context } from "#app/context.server.ts";
import type { Body } from "#app/models/body.ts";
import type { SectionsOf } from "#app/models/sections.ts";
import type { PlacedArticle } from "./issueInput.server.ts";
import { inputOf, issueByNumber, type Issue } from "./issues.server.ts";
import { patternOf } from "./subjects.ts";

/** The standing parts of issues. `subject`: a pattern to write on, with `{number}` for an issue's own. */
export type StandingParts = { subject: string; outro: Body; sections: SectionsOf<PlacedArticle> };

/** An issue template, without its content. `listId`: the list it is for; null for any. */
export type IssueTemplate = { id: number; name: string; listId: number | null };

/** Returns what stays of an issue from week to week: sections with headings, texts and rules, and the text at the end. */
export function standingOf(issue: Issue): StandingParts {
  const { outro, sections } = inputOf(issue);
  return { subject: patternOf(issue), outro, sections: sections.map((section) => ({ ...section, pieces: [] })) };
}

/**
 * Keeps an issue's sections and standing texts as a template, once if that is asked twice.
 * @returns its id, or null when the issue is gone
 */
export async function saveTemplate(
  context: Context,
  by: string,
  number: number,
  { name, listId }: Omit<IssueTemplate, "id">,
): Promise<number | null> {
  return inTransaction(context, async (context) => {
    await holdIssue(context, number);
    const issue = await issueByNumber(context, number);
    if (!issue) return null;
    const content = JSON.stringify(standingOf(issue));
    const same = await context.db
      .selectFrom("issue_templates")
      .select("id")
      .where("name", "=", name)
      .where("list_id", listId === null ? "is" : "=", listId)
      .where("content", "=", content)
      .where("deleted_at", "is", null)
      .executeTakeFirst();
    if (same) return same.id;
    const { id } = await context.db
      .insertInto("issue_templates")
      .values({ name, list_id: listId, content, saved_at: context.clock(), saved_by: by })
      .returning("id")
      .executeTakeFirstOrThrow();
    return id;
  });
}

/** So that a second form of a double click waits. */
async function holdIssue({ db }: Context, number: number): Promise<void> {
  await db
    .updateTable("issues")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("number", "=", number)
    .execute();
}

/** Returns the templates by name. */
export async function issueTemplates({ db }: Context): Promise<IssueTemplate[]> {
  return db
    .selectFrom("issue_templates")
    .select(["id", "name", "list_id as listId"])
    .where("deleted_at", "is", null)
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/** Deletes a template, which can be brought back for a while. @returns its name, or null when it is gone already */
export async function deleteTemplate({ db, clock }: Context, id: number): Promise<string | null> {
  const gone = await db
    .updateTable("issue_templates")
    .set({ deleted_at: clock() })
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .returning("name")
    .executeTakeFirst();
  return gone?.name ?? null;
}

/** Brings a deleted template back. @returns its name, or null when it is gone for good, or was never deleted */
export async function restoreTemplate({ db }: Context, id: number): Promise<string | null> {
  const back = await db
    .updateTable("issue_templates")
    .set({ deleted_at: null })
    .where("id", "=", id)
    .where("deleted_at", "is not", null)
    .returning("name")
    .executeTakeFirst();
  return back?.name ?? null;
}

/** @returns the name of a template that can be brought back, or null */
export async function deletedTemplate({ db }: Context, id: number): Promise<string | null> {
  const row = await db
    .selectFrom("issue_templates")
    .select("name")
    .where("id", "=", id)
    .where("deleted_at", "is not", null)
    .executeTakeFirst();
  return row?.name ?? null;
}

/** Returns a template with its content; null when it is gone. */
export async function contentOfTemplate(
  { db }: Context,
  id: number,
): Promise<{ name: string; content: StandingParts } | null> {
  const row = await db
    .selectFrom("issue_templates")
    .select(["name", "content"])
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row ? { name: row.name, content: JSON.parse(row.content) as StandingParts } : null;
}
