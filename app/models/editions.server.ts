import { createHash } from "node:crypto";
import type { Selectable } from "kysely";
import type { EditionsTable } from "#db/schema.ts";
import { fillEdition, type IssueContent } from "#emails/edition.server.ts";
import type { Context } from "../context.server.ts";
import type { Briefing } from "./briefing.server.ts";
import type { Issue } from "./issues.server.ts";
import { partOf, rowsOf, type Part } from "./parts.server.ts";
import { articlePath } from "./slugs.server.ts";

export type Edition = Selectable<EditionsTable>;

/** What a template needs of an issue, all addresses absolute (S-03). Nothing else reaches the mail. */
export function issueContent(context: Context, briefing: Briefing, issue: Issue, date: number): IssueContent {
  const { appUrl } = context.config;
  return {
    briefing: {
      name: briefing.name,
      pitch: briefing.pitch,
      postalAddress: briefing.postalAddress,
      language: briefing.language,
      url: appUrl,
    },
    number: issue.number,
    date,
    timeZone: briefing.timeZone,
    subject: issue.subject,
    preheader: issue.preheader,
    intro: issue.intro,
    articles: issue.articles.map((article) => ({
      slug: article.slug,
      url: appUrl + articlePath(article.slug),
      headline: article.headline,
      dek: article.dek,
      byline: article.byline,
      topics: article.topics,
      minutes: article.minutes,
      image: article.image && {
        url: appUrl + article.image.path,
        width: article.image.width,
        height: article.image.height,
        alt: article.imageAlt,
        credit: article.imageCredit,
      },
      display: article.display,
      body: article.body,
      sources: article.sources,
    })),
  };
}

/** The hash the archive shows: of the HTML and text parts as they were frozen, markers included. */
export function editionHash(html: string, text: string): string {
  return createHash("sha256").update(html).update("\0").update(text).digest("hex");
}

/** An edition with what its readers' links and headers need of the issue. */
export type IssuedEdition = Edition & { number: number; listId: number };

/** The edition a delivery is filled from. @throws when the issue was never sent */
export function editionOfIssue(context: Context, issueId: number): Promise<IssuedEdition> {
  return context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .selectAll("editions")
    .select(["number", "list_id as listId"])
    .where("issue_id", "=", issueId)
    .executeTakeFirstOrThrow();
}

/** @returns the frozen edition of an issue, once it has been sent */
export async function editionByNumber(context: Context, number: number): Promise<Edition | undefined> {
  return context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .selectAll("editions")
    .where("issues.number", "=", number)
    .executeTakeFirst();
}

/** The content an edition was rendered from: what the issue page shows. */
export function editionContent(edition: Edition): IssueContent {
  return JSON.parse(edition.content) as IssueContent;
}

/** The mail as it was sent, with the site's own addresses in the place of a reader's. */
export function publicCopy(context: Context, edition: Edition): { html: string; text: string } {
  return fillEdition(edition, {
    name: "",
    email: "reader@example.org",
    unsubscribeUrl: `${context.config.appUrl}/unsubscribe`,
    preferencesUrl: `${context.config.appUrl}/reader`,
  });
}

export type ArchiveLine = { number: number; subject: string; preheader: string; frozenAt: number };

/** The issues that went out, newest first. */
export function archive(context: Context, limit = 500, offset = 0): Promise<ArchiveLine[]> {
  return context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select(["number", "editions.subject", "editions.preheader", "frozen_at as frozenAt"])
    .orderBy("number", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

const issuesAPage = 40;

/** A page of the archive; null for one that there is not. */
export async function archivePart(context: Context, page: number): Promise<Part<ArchiveLine> | null> {
  const { total } = await context.db
    .selectFrom("editions")
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const { limit, offset } = rowsOf(page, issuesAPage);
  return partOf(await archive(context, limit, offset), total, page, issuesAPage);
}
