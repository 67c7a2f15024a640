import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { emptyBody } from "#app/models/body.ts";
import { getBriefing, type Briefing } from "#app/models/briefing.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { imagesInJson, noteImageUses } from "#app/models/imageUses.server.ts";
import { forgetRevisionsOf } from "#app/models/revisions.server.ts";
import { sectionsOf } from "#app/models/sections.ts";
import { issueContent } from "./editions.server.ts";
import { issueByNumber, setContent } from "./issues.server.ts";

/**
 * An issue that another program sent. `number`: the one that it had there, null for none; `articleId`: what it said; `sentAt` in
 * milliseconds; `program`: its name, as people read it.
 */
type IssueElsewhere = {
  listId: number;
  number: number | null;
  subject: string;
  preheader: string;
  articleId: number;
  sentAt: number;
  program: string;
};

/**
 * Keeps an issue that was sent elsewhere, in its transaction: with its date, an edition for the archive, and no delivery.
 * A former issue of the same article is written over. Nobody is told but the search: it is no news.
 * @returns its id and number; or why there is no archive yet
 */
export async function keepIssueElsewhere(
  context: Context,
  given: IssueElsewhere,
  by: string,
): Promise<{ id: number; number: number } | { error: "not-set-up" }> {
  const briefing = await getBriefing(context);
  if (!briefing) return { error: "not-set-up" };
  const there = await issueOfArticle(context, given.articleId);
  const number = there?.number ?? (await freeNumber(context, given.number));
  const row = {
    ...{ list_id: given.listId, subject: given.subject, preheader: given.preheader },
    ...{ sending_at: given.sentAt, sent_at: given.sentAt, elsewhere: given.program },
  };
  const id = there ? await rewrite(context, there.id, row) : await insert(context, number, row);
  const articles = [{ id: given.articleId, display: "full" as const }];
  const { listId, subject, preheader } = given;
  await setContent(context, id, { listId, subject, preheader, intro: emptyBody, sections: sectionsOf({ articles }) });
  await freeze(context, briefing, number, given.sentAt);
  recordEvent(context, "issue-moved-in", id, by);
  return { id, number };
}

/**
 * Takes an issue that was sent elsewhere out of the archive; its article stays.
 * @returns false for one that was sent from here, or is not there
 */
export async function removeElsewhere(context: Context, number: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const row = await context.db
      .selectFrom("issues")
      .select(["id", "subject"])
      .where("number", "=", number)
      .where("elsewhere", "is not", null)
      .executeTakeFirst();
    if (!row) return false;
    await context.db.deleteFrom("editions").where("issue_id", "=", row.id).execute();
    await context.db.deleteFrom("issues").where("id", "=", row.id).execute();
    await forgetRevisionsOf(context, { kind: "issue", subject: row.id });
    recordEvent(context, "issue-taken-away", row.id, actor);
    await logAction(context, actor, "issue-taken-away", `issue ${number}: ${row.subject}`);
    return true;
  });
}

/** Returns the number of the issue sent elsewhere that is an article's, if there is one. */
export async function numberElsewhere(context: Context, articleId: number): Promise<number | null> {
  return (await issueOfArticle(context, articleId))?.number ?? null;
}

async function issueOfArticle({ db }: Context, articleId: number) {
  return db
    .selectFrom("issues")
    .innerJoin("issue_articles", "issue_articles.issue_id", "issues.id")
    .select(["issues.id", "number"])
    .where("article_id", "=", articleId)
    .where("elsewhere", "is not", null)
    .executeTakeFirst();
}

/** A number that somebody has here already becomes the next one. */
async function freeNumber({ db }: Context, wanted: number | null): Promise<number> {
  const isFree =
    wanted !== null &&
    Number.isSafeInteger(wanted) &&
    wanted > 0 &&
    wanted < 1_000_000 &&
    !(await db.selectFrom("issues").select("id").where("number", "=", wanted).executeTakeFirst());
  if (isFree) return wanted;
  const last = await db
    .selectFrom("issues")
    .select(({ fn }) => fn.max<number | null>("number").as("number"))
    .executeTakeFirst();
  return (last?.number ?? 0) + 1;
}

type Row = Record<"subject" | "preheader" | "elsewhere", string> & Record<"list_id" | "sending_at" | "sent_at", number>;

async function insert(context: Context, number: number, row: Row): Promise<number> {
  const text = JSON.stringify(emptyBody);
  const { id } = await context.db
    .insertInto("issues")
    .values({
      ...{ number, ...row, intro: text, outro: text, status: "sent", version: 1 },
      ...{ created_at: row.sent_at, updated_at: context.clock() },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

async function rewrite(context: Context, id: number, row: Row): Promise<number> {
  await context.db
    .updateTable("issues")
    .set((eb) => ({ ...row, updated_at: context.clock(), version: eb("version", "+", 1) }))
    .where("id", "=", id)
    .execute();
  return id;
}

/** The archive, feeds and the search read editions. This one has no mail: none was sent from here. */
async function freeze(context: Context, briefing: Briefing, number: number, sentAt: number): Promise<void> {
  const issue = (await issueByNumber(context, number))!;
  const content = JSON.stringify(issueContent(context, briefing, issue, sentAt));
  const shown = { content, subject: issue.subject, preheader: issue.preheader, frozen_at: sentAt };
  if (issue.editionId !== null)
    await context.db.updateTable("editions").set(shown).where("id", "=", issue.editionId).execute();
  const { id } =
    issue.editionId !== null
      ? { id: issue.editionId }
      : await context.db
          .insertInto("editions")
          .values({
            ...shown,
            ...{ issue_id: issue.id, html: "", text: "", sha256: "", marker_key: randomBytes(16).toString("hex") },
            ...{ from_name: briefing.fromName, from_address: briefing.fromAddress, reply_to: briefing.replyTo },
            ...{ list_slug: issue.list.slug, list_name: issue.list.name, language: briefing.language },
          })
          .returning("id")
          .executeTakeFirstOrThrow();
  await noteImageUses(context, { edition_id: id }, imagesInJson(content), "");
}
