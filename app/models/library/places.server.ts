import type { Context } from "#app/context.server.ts";
import type { ImageUsesTable } from "#db/schema/articles.ts";
import type { IssueStatus } from "#db/schema/issues.ts";

/** How an article or issue has the picture; `cut`: a part of it. */
type InPlace = { place: ImageUsesTable["place"]; cut: boolean; alt: string };

/** The places that have a picture, newest first. Times in milliseconds. */
export type PictureUses = {
  articles: (InPlace & { id: number; headline: string; isPublished: boolean })[];
  issues: (InPlace & { number: number; subject: string; status: IssueStatus })[];
  /** Issues that readers got with it. */
  sent: { number: number; subject: string; at: number }[];
  /** Earlier revisions that have it, and could be brought back. */
  revisions: number;
};

/** Returns where a picture is used, whole or in part. */
export async function usesOfPicture(context: Context, pictureId: number): Promise<PictureUses> {
  const uses = () => context.db.selectFrom("image_uses").where("picture_id", "=", pictureId);
  const articles = await uses()
    .innerJoin("articles", "articles.id", "image_uses.article_id")
    .select(["articles.id", "headline", "published_at", "place", "image_uses.image_id", "image_uses.alt"])
    .orderBy("articles.id", "desc")
    .orderBy("place")
    .execute();
  const issues = await uses()
    .innerJoin("issues", "issues.id", "image_uses.issue_id")
    .select(["number", "subject", "status", "place", "image_uses.image_id", "image_uses.alt"])
    .orderBy("number", "desc")
    .execute();
  const sent = await uses()
    .innerJoin("editions", "editions.id", "image_uses.edition_id")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select(["number", "issues.subject", "frozen_at as at"])
    .distinct()
    .orderBy("number", "desc")
    .execute();
  const { revisions } = await uses()
    .where("revision_id", "is not", null)
    .select(({ fn }) => fn.count<number>("revision_id").distinct().as("revisions"))
    .executeTakeFirstOrThrow();
  const isCut = ({ image_id }: { image_id: number }) => image_id !== pictureId;
  return {
    articles: articles.map(({ id, headline, published_at, place, alt, ...use }) => ({
      ...{ id, headline, place, alt, cut: isCut(use) },
      isPublished: published_at !== null,
    })),
    issues: issues.map(({ number, subject, status, place, alt, ...use }) => ({
      ...{ number, subject, status, place, alt },
      cut: isCut(use),
    })),
    sent,
    revisions,
  };
}

/** Counts the articles, issues and sent editions that have each picture, whole or in part. */
export async function countPlaces({ db }: Context, pictureIds: number[]): Promise<Map<number, number>> {
  if (pictureIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("image_uses")
    .select("picture_id")
    .select(({ fn }) => [
      fn.count<number>("article_id").distinct().as("articles"),
      fn.count<number>("issue_id").distinct().as("issues"),
      fn.count<number>("edition_id").distinct().as("editions"),
    ])
    .where("picture_id", "in", pictureIds)
    .groupBy("picture_id")
    .execute();
  return new Map(rows.map(({ picture_id, articles, issues, editions }) => [picture_id, articles + issues + editions]));
}
