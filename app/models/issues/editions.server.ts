import type { NotNull, Selectable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { emptyBody } from "#app/models/body.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import { growthLines } from "#app/models/growthSettings.server.ts";
import { day } from "#app/models/durations.ts";
import { nobodysAnswersUrl } from "#app/models/feedback/questions.server.ts";
import { pageRows, paginate, type ListPage } from "#app/models/pagination.server.ts";
import { sectionsOf, type Sectioned } from "#app/models/sections.ts";
import { articlePath } from "#app/models/sitePaths.ts";
import type { EditionsTable } from "#db/schema/issues.ts";
import { fillEdition } from "#emails/render/edition.server.ts";
import type { EditionArticle, IssueContent } from "#emails/render/issueContent.server.ts";
import type { Issue } from "./issues.server.ts";

type Row = Selectable<EditionsTable>;
/** The columns that only an issue's edition has, not a digest's. */
type OfIssue = "issue_id" | "subject" | "preheader" | "sha256" | "html" | "text";

/** An issue rendered and frozen. */
type Edition = Omit<Row, OfIssue> & { [Field in OfIssue]: NonNullable<Row[Field]> };

/** Tells the compiler that an issue's edition has these columns. */
export type Written = { [Field in OfIssue]: NotNull };

/** Returns the content of an issue for its templates, all URLs absolute (S-03). Nothing else reaches the mail. */
export function issueContent(context: Context, briefing: Briefing, issue: Issue, date: number): IssueContent {
  let asked = 0;
  const asksOf = (isAsked: boolean) => (isAsked ? { asks: (asked += 1) } : {});
  return {
    ...framing(context, briefing, date),
    number: issue.number,
    subject: issue.subject,
    preheader: issue.preheader,
    intro: issue.intro,
    sections: issue.sections.map(({ heading, text, pieces }) => ({
      ...{ heading, text, rule: null },
      pieces: pieces.map((piece) => {
        if (piece.kind === "item") return piece;
        if (piece.kind === "poll") return { ...piece, ...asksOf(true), closesAt: date + piece.days * day };
        // A headline alone was not read here.
        const isAsked = issue.asks === "pieces" && piece.display !== "headline";
        return { kind: "article", ...editionArticle(context, piece), ...asksOf(isAsked) };
      }),
    })),
    outro: issue.outro,
    ...(issue.segment?.asksToStay && { asksToStay: true }),
    ...asksOf(issue.asks === "issue"),
  };
}

/** Returns what a mail would hold of one article that is in no issue yet. */
export function pieceContent(context: Context, briefing: Briefing, article: MailedArticle): IssueContent {
  const alone = { number: 0, subject: article.headline, preheader: "", intro: emptyBody };
  const sections = sectionsOf({ articles: [editionArticle(context, article)] });
  return { ...framing(context, briefing, context.clock()), ...alone, sections, outro: emptyBody };
}

function framing({ config }: Context, briefing: Briefing, date: number) {
  const { name, pitch, postalAddress, language, timeZone } = briefing;
  const growth = growthLines(briefing.growth);
  return {
    briefing: { name, pitch, postalAddress, language, url: config.appUrl },
    date,
    timeZone,
    ...(growth && { growth }),
  };
}

type MailedArticle = Issue["articles"][number];

function editionArticle({ config: { appUrl } }: Context, article: MailedArticle): EditionArticle {
  return {
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
      ...(article.imageFocus ? { focus: article.imageFocus } : {}),
    },
    display: article.display,
    body: article.body,
    sources: article.sources,
    ...(article.language ? { language: article.language } : {}),
  };
}

/** An edition with the issue's data for its readers' links and headers. */
type IssuedEdition = Edition & { number: number; listId: number };

/** Returns an issue's edition by its own id, for its deliveries. @throws when there is none */
export function issuedEdition(context: Context, editionId: number): Promise<IssuedEdition> {
  return context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .selectAll("editions")
    .select(["number", "list_id as listId"])
    .where("editions.id", "=", editionId)
    .$narrowType<Written>()
    .executeTakeFirstOrThrow();
}

/** @returns the frozen edition of an issue, once it has been sent; with `elsewhere` it is no mail that anybody got from here */
export async function editionByNumber(
  context: Context,
  number: number,
): Promise<(Edition & { elsewhere: string | null }) | undefined> {
  return context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .selectAll("editions")
    .select("elsewhere")
    .where("issues.number", "=", number)
    .where("editions.variant", "is", null)
    .$narrowType<Written>()
    .executeTakeFirst();
}

/**
 * Returns when issues got another subject than the one they were frozen with, for those that did: the winner of its test, in
 * milliseconds.
 */
export async function retitledAt({ db }: Context, issueIds: (number | null)[]): Promise<Map<number, number>> {
  const ids = issueIds.flatMap((id) => id ?? []);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("subject_tests")
    .select(["issue_id", "decided_at"])
    .where("issue_id", "in", ids)
    .where("winner", ">", 1)
    .execute();
  return new Map(rows.map(({ issue_id, decided_at }) => [issue_id, decided_at!]));
}

/** Returns the segment that an edition went to, in words as of then; null for all of the list. */
export function segmentOfEdition({ segment_name, segment_words }: Pick<Row, "segment_name" | "segment_words">) {
  return segment_name === null ? null : { name: segment_name, words: segment_words ?? "" };
}

/** Returns the content of an edition, for the issue page. */
export function editionContent(edition: Edition): IssueContent {
  const content = JSON.parse(edition.content) as Partial<IssueContent> & Sectioned<EditionArticle>;
  return { ...(content as IssueContent), sections: sectionsOf(content), outro: content.outro ?? emptyBody };
}

const nobody = { name: "", email: "reader@example.org" };

/** Returns the mail as sent, with the site's own URLs in place of a reader's. */
export function publicCopy(context: Context, edition: Edition, reader = nobody): { html: string; text: string } {
  return fillEdition(edition, {
    ...reader,
    unsubscribeUrl: `${context.config.appUrl}/unsubscribe`,
    preferencesUrl: `${context.config.appUrl}/reader`,
    shareUrl: `${context.config.appUrl}/subscribe`,
    answersUrl: nobodysAnswersUrl(context),
  });
}

/** `elsewhere`: the program that sent it, null for what was sent from here. */
export type ArchiveLine = {
  number: number;
  subject: string;
  preheader: string;
  frozenAt: number;
  elsewhere: string | null;
};

/** Lists the sent issues, newest first; what was sent elsewhere among them. */
export function archive(context: Context, limit = 500, offset = 0): Promise<ArchiveLine[]> {
  return context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select(["number", "editions.subject", "editions.preheader", "frozen_at as frozenAt", "elsewhere"])
    .$narrowType<Pick<Written, "subject" | "preheader">>()
    .where("editions.variant", "is", null)
    .orderBy("frozen_at", "desc")
    .orderBy("number", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
}

const issuesAPage = 40;

/** Returns a page of the archive; null beyond the last. */
export async function archivePart(context: Context, page: number): Promise<ListPage<ArchiveLine> | null> {
  const { total } = await context.db
    .selectFrom("editions")
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .where("issue_id", "is not", null)
    .where("variant", "is", null)
    .executeTakeFirstOrThrow();
  const { limit, offset } = pageRows(page, issuesAPage);
  return paginate(await archive(context, limit, offset), total, page, issuesAPage);
}

/** The same of any edition by its id; null too where nothing went out. */
export async function segmentOfSend({ db }: Context, editionId: number | null) {
  if (editionId === null) return null;
  const row = await db
    .selectFrom("editions")
    .select(["segment_name", "segment_words"])
    .where("id", "=", editionId)
    .executeTakeFirst();
  return row ? segmentOfEdition(row) : null;
}
