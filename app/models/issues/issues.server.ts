import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { articlesByIds, type Article } from "#app/models/articles/articles.server.ts";
import { parseBody } from "#app/models/body.server.ts";
import { emptyBody, type Body } from "#app/models/body.ts";
import { pauseOf, type SendPause } from "#app/models/deliveries/deliveries.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { wordBodyFault } from "#app/models/faultWords.server.ts";
import { rowId, typedLine } from "#app/models/fields.server.ts";
import { imagesInBody, noteImageUses } from "#app/models/imageUses.server.ts";
import { listById, type List } from "#app/models/readers/lists.server.ts";
import { forgetRevisionsOf, keepRevision } from "#app/models/revisions.server.ts";
import { lastSave, orderOfSave, savedBy, type SavedBy, type SheetTab } from "#app/models/sheetTabs.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import type { IssueStatus } from "#db/schema/issues.ts";

export type ComposedArticle = Article & { display: "summary" | "full" };

/** A numbered collection of articles in order. Times in milliseconds. */
export type Issue = {
  id: number;
  number: number;
  list: List;
  subject: string;
  preheader: string;
  intro: Body;
  status: IssueStatus;
  articles: ComposedArticle[];
  createdAt: number;
  updatedAt: number;
  version: number;
  savedBy: SavedBy | null;
  sendingAt: number | null;
  sentAt: number | null;
  /** Id of its edition, once it was sent. */
  editionId: number | null;
  /** Set while it is `paused`. `reason`: a sentence, with the number of remaining readers. */
  pause: SendPause | null;
  /** Set while it is `ready`: the next slot of its list sends it, or its time `sendAt`. */
  approvedAt: number | null;
  approvedBy: string | null;
  sendAt: number | null;
};

/** An issue as typed, however unfinished: what a send needs is asked by `issueFaults`. */
export const issueSchema = z.object({
  listId: rowId("Choose a list."),
  subject: typedLine(2000),
  preheader: typedLine(2000),
  intro: z.unknown().transform((document, ctx) => {
    const parsed = parseBody(JSON.stringify(document ?? null));
    if ("body" in parsed) return parsed.body;
    ctx.addIssue({ code: "custom", message: wordBodyFault(parsed) });
    return z.NEVER;
  }),
  articles: z
    .array(z.object({ id: rowId("Choose an article."), display: z.enum(["summary", "full"]).default("summary") }))
    .max(100, "At most 100 articles in an issue.")
    .refine(
      (articles) => new Set(articles.map(({ id }) => id)).size === articles.length,
      "An article stands here twice.",
    )
    .default([]),
});
export type IssueInput = z.infer<typeof issueSchema>;

/** Creates an empty draft with the next number; of two simultaneous ones, the second gets the number after. */
export async function createIssue(context: Context, listId: number, input?: Partial<IssueInput>): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await insertIssue(context, listId, input);
    } catch (error) {
      if (tries === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

function insertIssue(context: Context, listId: number, input?: Partial<IssueInput>): Promise<number> {
  return inTransaction(context, async (context) => {
    const last = await context.db
      .selectFrom("issues")
      .select(({ fn }) => fn.max<number | null>("number").as("number"))
      .executeTakeFirst();
    const now = context.clock();
    const row = await context.db
      .insertInto("issues")
      .values({
        number: (last?.number ?? 0) + 1,
        list_id: listId,
        subject: input?.subject ?? "",
        preheader: input?.preheader ?? "",
        intro: JSON.stringify(input?.intro ?? emptyBody),
        status: "draft",
        created_at: now,
        updated_at: now,
        version: 1,
        sending_at: null,
        sent_at: null,
      })
      .returning(["id", "number"])
      .executeTakeFirstOrThrow();
    await setArticles(context, row.id, input?.articles ?? []);
    if (input?.intro) await noteIssueImages(context, row.id, { intro: input.intro, subject: input.subject ?? "" });
    return row.number;
  });
}

/** `tookBack`: it was approved, and is no longer. */
type SavedIssue =
  | { version: number; at: number; tookBack: boolean }
  | { error: "gone" | "already-sent" | "list-gone" }
  | { error: "changed-meanwhile"; version: number; at: number; by: SavedBy | null };

/**
 * Saves an issue over `version`; a sending or sent issue cannot be changed. Saving ends an approval: `tookBack`. Articles
 * that were deleted are left out. A repeated save of a tab changes nothing.
 * @param actor who saves
 * @param tab where the sheet is open; null for a script
 * @param restores the revision that it brings back
 */
export async function saveIssue(
  context: Context,
  number: number,
  version: number,
  input: IssueInput,
  actor = "somebody",
  tab: SheetTab | null = null,
  restores?: number,
): Promise<SavedIssue> {
  return inTransaction(context, async (context) => {
    const row = await heldIssue(context, number);
    if (!row) return { error: "gone" };
    if (!isOpen(row)) return { error: "already-sent" };
    const order = tab ? orderOfSave(row, version, tab) : row.version === version ? "next" : "conflict";
    if (order === "conflict")
      return { error: "changed-meanwhile", version: row.version, at: row.updated_at, by: savedBy(row) };
    if (order === "done") return { version: row.version, at: row.updated_at, tookBack: false };
    if (!(await listById(context, input.listId))) return { error: "list-gone" };
    const saved = { version: row.version + 1, updated_at: context.clock() };
    const revision = { actor, version: saved.version, content: input, apart: tab?.over, restores };
    const sheet = { kind: "issue" as const, subject: row.id };
    const began = await keepRevision(context, sheet, revision, () => formerIssue(context, number));
    if (began && tab) await logAction(context, actor, restores ? "issue-restored" : "issue-saved", `issue ${number}`);
    await context.db
      .updateTable("issues")
      .set({
        ...{ list_id: input.listId, subject: input.subject, preheader: input.preheader },
        ...{ intro: JSON.stringify(input.intro), ...saved, ...lastSave(context, actor, tab) },
      })
      .where("id", "=", row.id)
      .execute();
    await setArticles(context, row.id, input.articles);
    await noteIssueImages(context, row.id, input);
    recordEvent(context, "issue-saved", row.id, actor);
    return { version: saved.version, at: saved.updated_at, tookBack: row.status === "ready" };
  });
}

function noteIssueImages(context: Context, id: number, { intro, subject }: Pick<IssueInput, "intro" | "subject">) {
  return noteImageUses(context, { issue_id: id }, imagesInBody(intro), subject || "Untitled");
}

/** An issue that has no revisions yet as the first of them; null for one that nobody has written in. */
async function formerIssue(context: Context, number: number) {
  const issue = await issueByNumber(context, number);
  if (!issue || (issue.subject === "" && issue.articles.length === 0)) return null;
  const { list, subject, preheader, intro, articles, updatedAt: at, version } = issue;
  const content: IssueInput = {
    ...{ listId: list.id, subject, preheader, intro },
    articles: articles.map(({ id, display }) => ({ id, display })),
  };
  return { content, author: issue.savedBy?.name ?? "", at, version, publishedAt: null };
}

/** Locks the row, so that saves of two tabs come one after the other. */
function heldIssue(context: Context, number: number) {
  return context.db
    .updateTable("issues")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("number", "=", number)
    .returning(["id", "status", "version", "updated_at", "saved_by", "saved_by_id", "saved_tab", "saved_step"])
    .executeTakeFirst();
}

async function thoseThatExist(context: Context, articles: IssueInput["articles"]): Promise<IssueInput["articles"]> {
  if (articles.length === 0) return [];
  const ids = articles.map(({ id }) => id);
  const found = await context.db.selectFrom("articles").select("id").where("id", "in", ids).execute();
  const there = new Set(found.map(({ id }) => id));
  return articles.filter(({ id }) => there.has(id));
}

async function setArticles(context: Context, issueId: number, articles: IssueInput["articles"]): Promise<void> {
  await context.db.deleteFrom("issue_articles").where("issue_id", "=", issueId).execute();
  const there = await thoseThatExist(context, articles);
  if (there.length === 0) return;
  await context.db
    .insertInto("issue_articles")
    .values(there.map(({ id, display }, i) => ({ issue_id: issueId, article_id: id, position: i + 1, display })))
    .execute();
}

/** Deletes a draft; its number is used again. A sent issue stays. */
export async function deleteIssue(context: Context, number: number): Promise<boolean> {
  const deleted = await context.db
    .deleteFrom("issues")
    .where("number", "=", number)
    .where("status", "in", ["draft", "ready"])
    .returning("id")
    .executeTakeFirst();
  if (deleted) await forgetRevisionsOf(context, { kind: "issue", subject: deleted.id });
  return deleted !== undefined;
}

/** True while an issue can still be changed. */
export function isOpen(issue: Pick<Issue, "status">): boolean {
  return issue.status === "draft" || issue.status === "ready";
}

export async function issueByNumber(context: Context, number: number): Promise<Issue | undefined> {
  const row = await context.db
    .selectFrom("issues")
    .leftJoin("editions", "editions.issue_id", "issues.id")
    .selectAll("issues")
    .select("editions.id as edition_id")
    .where("number", "=", number)
    .executeTakeFirst();
  if (!row) return undefined;
  const list = await context.db
    .selectFrom("lists")
    .select(["id", "slug", "name"])
    .where("id", "=", row.list_id)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    number: row.number,
    list,
    subject: row.subject,
    preheader: row.preheader,
    intro: JSON.parse(row.intro) as Body,
    status: row.status,
    articles: await composedArticles(context, row.id),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
    savedBy: savedBy(row),
    sendingAt: row.sending_at,
    sentAt: row.sent_at,
    editionId: row.edition_id,
    pause: await pauseOf(context, row),
    approvedAt: row.approved_at,
    approvedBy: row.approved_by,
    sendAt: row.send_at,
  };
}

async function composedArticles(context: Context, issueId: number): Promise<ComposedArticle[]> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .select(["article_id", "display"])
    .where("issue_id", "=", issueId)
    .orderBy("position")
    .execute();
  const ids = rows.map((row) => row.article_id);
  return (await articlesByIds(context, ids)).map((article, i) => ({ ...article, display: rows[i]!.display }));
}

/** Returns the slugs of the topics of an issue's articles, each once. */
export async function topicsOfIssue(context: Context, issueId: number): Promise<string[]> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .innerJoin("article_topics", "article_topics.article_id", "issue_articles.article_id")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("slug")
    .distinct()
    .where("issue_id", "=", issueId)
    .orderBy("slug")
    .execute();
  return rows.map(({ slug }) => slug);
}
