import type { Context } from "#app/context.server.ts";
import { emptyBody, type Body } from "#app/models/body.ts";
import type { SectionsOf } from "#app/models/sections.ts";
import type { PlacedArticle } from "./issueInput.server.ts";
import { createIssue, inputOf, issueByNumber } from "./issues.server.ts";

/** The beginning of an issue: the list's last issue, a template by its id, or nothing. */
export type Beginning = { from: "last" | "empty" } | { from: "template"; id: number };

/** The standing parts of issues: `subject` is a pattern to write on. */
type Standing = { subject: string; outro: Body; sections: SectionsOf<PlacedArticle> };

/** An issue template, without its content. `listId`: the list it is for; null for any. */
export type IssueTemplate = { id: number; name: string; listId: number | null };

/**
 * Creates a draft like the last issue of its list, from a template, or empty: sections with headings, texts and rules,
 * and the text at the end, and no pieces. The issue is empty where that is gone.
 * @returns its number
 */
export async function beginIssue(context: Context, listId: number, beginning: Beginning): Promise<number> {
  const standing =
    beginning.from === "template"
      ? await contentOfTemplate(context, beginning.id)
      : beginning.from === "last"
        ? await likeLast(context, listId)
        : null;
  return createIssue(context, listId, standing ? { preheader: "", intro: emptyBody, ...standing } : undefined);
}

async function likeLast(context: Context, listId: number): Promise<Standing | null> {
  const number = await lastSent(context, listId);
  return number === null ? null : standingOf(context, number, "");
}

/** Returns the number of the last issue of a list that went out; null before the first. */
export async function lastSent({ db }: Context, listId: number): Promise<number | null> {
  const row = await db
    .selectFrom("issues")
    .select("number")
    .where("list_id", "=", listId)
    .where("sending_at", "is not", null)
    .orderBy("sending_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.number ?? null;
}

async function standingOf(context: Context, number: number, subject?: string): Promise<Standing | null> {
  const issue = await issueByNumber(context, number);
  if (!issue) return null;
  const { outro, sections, ...input } = inputOf(issue);
  return {
    subject: subject ?? input.subject,
    outro,
    sections: sections.map((section) => ({ ...section, pieces: [] })),
  };
}

/** Keeps an issue's sections and standing texts as a template. @returns its id, or null when the issue is gone */
export async function saveTemplate(
  context: Context,
  by: string,
  number: number,
  { name, listId }: Omit<IssueTemplate, "id">,
): Promise<number | null> {
  const content = await standingOf(context, number);
  if (!content) return null;
  const { id } = await context.db
    .insertInto("issue_templates")
    .values({ name, list_id: listId, content: JSON.stringify(content), saved_at: context.clock(), saved_by: by })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Returns the templates by name. */
export async function issueTemplates({ db }: Context): Promise<IssueTemplate[]> {
  return db
    .selectFrom("issue_templates")
    .select(["id", "name", "list_id as listId"])
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/** @returns false when it is gone already */
export async function deleteTemplate({ db }: Context, id: number): Promise<boolean> {
  const gone = await db.deleteFrom("issue_templates").where("id", "=", id).returning("id").executeTakeFirst();
  return gone !== undefined;
}

async function contentOfTemplate({ db }: Context, id: number): Promise<Standing | null> {
  const row = await db.selectFrom("issue_templates").select("content").where("id", "=", id).executeTakeFirst();
  return row ? (JSON.parse(row.content) as Standing) : null;
}
