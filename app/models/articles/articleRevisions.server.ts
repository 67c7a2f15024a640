import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { compareLines, linesOf, plainLines, type ComparedLine, type DifferentLine } from "#app/models/differences.ts";
import { comparedRevisions, revisionOf, type RevisionList } from "#app/models/revisions.server.ts";
import { imageById, type Image } from "#app/models/images/images.server.ts";
import { saveSheet, sheetInputOf, sheetOf, type SavedSheet, type SheetInput } from "./sheets.server.ts";

/** The parts of an article that a difference can be in. */
type ArticlePart =
  "headline" | "dek" | "byline" | "body" | "picture" | "topics" | "sources" | "slug" | "embargo" | "elsewhere";

export type ArticleDifference = {
  parts: { part: ArticlePart; lines: DifferentLine[] }[];
  /** Set where the pictures differ. */
  pictures: { before: Image | null; after: Image | null } | null;
};

/**
 * Returns an article's revisions, and how one differs from the one before it.
 * @param shown the id of that one; by default the newest
 * @param before only revisions with a smaller id
 */
export async function articleRevisions(
  context: Context,
  id: number,
  shown?: number,
  before?: number,
): Promise<RevisionList<ArticleDifference>> {
  const sheet = { kind: "article" as const, subject: id };
  return comparedRevisions<SheetInput, ArticleDifference>(context, sheet, { shown, before }, textOf, (was, is) =>
    differenceOf(context, was, is),
  );
}

/** Returns how an article's sheet differs from what the site shows; null where that shows nothing of it. */
export async function siteDifference(context: Context, id: number): Promise<ArticleDifference | null> {
  const sheet = await sheetOf(context, id);
  if (!sheet || sheet.article.publishedAt === null) return null;
  const { image, ...shown } = sheet.article;
  return differenceOf(context, { ...shown, imageId: image?.id ?? null }, sheetInputOf(sheet));
}

/** All words of an article, to count them. */
function textOf({ headline, dek, body, imageAlt, imageCredit, sources }: SheetInput): string {
  const lines = [
    headline,
    dek,
    ...linesOf(body).map(({ text }) => text),
    imageAlt,
    imageCredit,
    ...sources.map(({ title }) => title),
  ];
  return lines.join("\n");
}

async function differenceOf(context: Context, was: SheetInput | null, is: SheetInput): Promise<ArticleDifference> {
  const [former, present] = [was ? partsOf(was) : null, partsOf(is)];
  const parts = (Object.keys(present) as ArticlePart[])
    .map((part) => ({ part, lines: compareLines(former?.[part] ?? [], present[part]) }))
    // A draft's slug is empty until it is typed or published.
    .filter(({ part }) => part !== "slug" || (was?.slug && is.slug))
    .filter(({ lines }) => lines.some(({ kind }) => kind !== "same"));
  if ((was?.imageId ?? null) === is.imageId) return { parts, pictures: null };
  const picture = (one: number | null) => (one === null ? null : imageById(context, one));
  const pictures = { before: await picture(was?.imageId ?? null), after: await picture(is.imageId) };
  return { parts, pictures };
}

type OldSheet = Omit<SheetInput, "imageFocus" | "embargo" | "canonical" | "language">;

function partsOf(sheet: SheetInput): Record<ArticlePart, ComparedLine[]> {
  return {
    headline: plainLines([sheet.headline]),
    dek: plainLines([sheet.dek]),
    byline: plainLines([sheet.byline]),
    body: linesOf(sheet.body),
    picture: plainLines([
      sheet.imageAlt,
      sheet.imageCredit,
      ...(sheet.imageFocus ? [`Focal point ${sheet.imageFocus}`] : []),
    ]),
    topics: plainLines(sheet.topics),
    sources: plainLines(sheet.sources.map(({ title, url }) => `${title} ${url}`.trim())),
    slug: plainLines([sheet.slug]),
    embargo: plainLines(sheet.embargo ? [sheet.embargo.replace("T", " ")] : []),
    // A revision of before there were these fields has none.
    elsewhere: plainLines([sheet.canonical, sheet.language].filter(Boolean)),
  };
}

/**
 * Brings a revision back as a new one, which can be taken back in the same way. The article keeps its slug; one on the
 * site keeps the words there until somebody updates it.
 * @param actor who restores
 */
export async function restoreArticle(
  context: Context,
  actor: string,
  id: number,
  revision: number,
): Promise<SavedSheet> {
  return inTransaction(context, async (context) => {
    const found = await revisionOf<SheetInput>(context, { kind: "article", subject: id }, revision);
    const sheet = await sheetOf(context, id);
    if (!found || !sheet) return { error: "gone" };
    const tab = randomBytes(16).toString("hex");
    const place = { id, version: sheet.article.version, tab, step: 1, restores: revision };
    // One of before there were these fields has none.
    const {
      imageFocus = "",
      canonical = "",
      language = "",
      embargo,
      ...words
    } = found.content as Partial<SheetInput> & OldSheet;
    // Somebody was promised it: former words do not take it away.
    const kept = { embargo: embargo || sheet.typed.embargo, slug: sheet.typed.slug };
    return saveSheet(context, actor, place, { ...words, imageFocus, canonical, language, ...kept });
  });
}
