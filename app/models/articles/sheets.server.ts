import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { lastSave, orderOfSave, savedBy, type SavedBy, type SheetTab } from "#app/models/sheetTabs.server.ts";
import { isFocus } from "#app/models/focus.ts";
import { keepRevision } from "#app/models/revisions.server.ts";
import { typedLine } from "#app/models/fields.server.ts";
import { bodyLength } from "#app/models/body.ts";
import { slugFault } from "#app/models/slugs.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import { articleById, documentText, type Article } from "./articles.server.ts";
import { articleRow } from "./articleRow.server.ts";
import { isEmbargo } from "./embargo.server.ts";
import { hasImage, noteArticleImages } from "./articleImages.server.ts";
import { mayWriteArticle, type NotYours } from "./ownArticles.server.ts";
import { followsHeadline, slugFromHeadline } from "./freeSlugs.server.ts";
import { imageById, type Image } from "#app/models/images/images.server.ts";
import { setTopics } from "./topics.server.ts";

/** An article as typed, however unfinished: nothing is asked that only a publication needs. */
export const sheetSchema = z.object({
  headline: typedLine(2000),
  slug: typedLine(200).transform((slug) => slug.toLowerCase()),
  dek: typedLine(4000),
  byline: typedLine(1000),
  body: z
    .unknown()
    .transform((body) => JSON.stringify(body ?? null))
    .pipe(documentText),
  imageId: z.number().int().positive().max(2_147_483_647).nullable().default(null),
  imageCredit: typedLine(2000),
  imageAlt: typedLine(4000),
  imageFocus: z.string().refine(isFocus).catch("").default(""),
  embargo: z.string().refine(isEmbargo).catch("").default(""),
  canonical: typedLine(4000).default(""),
  language: typedLine(200).default(""),
  topics: z
    .array(typedLine(200))
    .max(100)
    .default([])
    .transform((topics) => topics.filter(Boolean)),
  sources: z
    .array(z.object({ title: typedLine(3000), url: typedLine(4000) }))
    .max(500)
    .default([])
    .transform((sources) => sources.filter(({ title, url }) => title || url)),
});
export type SheetInput = z.infer<typeof sheetSchema>;

/** An article at the desk: what the site has, and the form as it was saved last. Times in milliseconds. */
export type ArticleSheet = {
  article: Article;
  typed: Omit<SheetInput, "imageId"> & { image: Image | null };
  /** True when the form has changes that the site does not show. */
  waits: boolean;
  savedAt: number;
  savedBy: SavedBy | null;
  /** When it is published by itself, if it is a draft that has a time. */
  scheduledAt: number | null;
};

/** Returns an article with the changes that are not on the site yet; undefined for a deleted one. */
export async function sheetOf(context: Context, id: number): Promise<ArticleSheet | undefined> {
  const article = await articleById(context, id);
  const row = await context.db
    .selectFrom("articles")
    .select(["unpublished", "saved_at", "saved_by", "saved_by_id", "publish_at"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!article || !row) return undefined;
  const changes = row.unpublished === null ? null : (JSON.parse(row.unpublished) as SheetInput);
  const { headline, dek, byline, body, image, imageCredit, imageAlt, imageFocus, topics, sources } = article;
  const { embargo, canonical, language, publishedAt } = article;
  // A draft's slug follows its headline, until somebody types one.
  const slug = publishedAt === null && followsHeadline(article.slug, headline) ? "" : article.slug;
  const lead = { image, imageCredit, imageAlt, imageFocus };
  const stored = { headline, slug, dek, byline, body, ...lead, embargo, canonical, language, topics, sources };
  return {
    article,
    typed: changes ? await withImage(context, changes) : stored,
    waits: changes !== null && publishedAt !== null,
    savedAt: row.saved_at ?? article.updatedAt,
    savedBy: savedBy(row),
    scheduledAt: row.publish_at,
  };
}

/** Returns a sheet as its page sends it. */
export function sheetInputOf({ typed: { image, ...words } }: ArticleSheet): SheetInput {
  return { ...words, imageId: image?.id ?? null };
}

/** Returns an article as its sheet has it now, with the changes that the site does not show. */
export function articleAsTyped({ article, typed }: ArticleSheet): Article {
  // A slug that is free, or follows the headline, is the article's already.
  return { ...article, ...typed, slug: article.slug, minutes: bodyLength(typed.body).minutes };
}

/** Returns what a page must know of the stored article. `waits`: it has changes that the site does not show. */
export function storedOf({ article: { id, slug, version, publishedAt }, waits, savedAt, scheduledAt }: ArticleSheet) {
  return { id, slug, version, publishedAt, scheduledAt, waits, at: savedAt };
}

async function withImage(context: Context, { imageId, ...typed }: SheetInput): Promise<ArticleSheet["typed"]> {
  // Changes of before there were these fields have none.
  return {
    ...typed,
    imageFocus: typed.imageFocus ?? "",
    ...{ embargo: typed.embargo ?? "", canonical: typed.canonical ?? "", language: typed.language ?? "" },
    image: imageId === null ? null : await imageById(context, imageId),
  };
}

/**
 * The target of a save: `id` is null for a new article; `version` is the one that the page opened. `restores`: the
 * revision that it brings back.
 */
export type SheetPlace = SheetTab & { id: number | null; version: number; restores?: number };

/** `slug`: why the typed slug is not the article's yet; it is kept as typed. */
type SlugHeld = "slug-taken" | "slug-unfit" | null;
export type SavedSheet =
  | { id: number; version: number; slug: SlugHeld }
  | { error: "gone" }
  | { error: "changed-meanwhile"; id: number }
  | NotYours;

/**
 * Saves a sheet as typed. A published article keeps it as changes that the site does not show, until it is published.
 * A repeated save changes nothing.
 * @param actor who saves
 */
export async function saveSheet(
  context: Context,
  actor: string,
  place: SheetPlace,
  input: SheetInput,
): Promise<SavedSheet> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(context, (context) => saveInTransaction(context, actor, place, input));
    } catch (error) {
      // Another article took the slug, or the same new sheet came twice, at this moment: the next try sees it.
      if (tries === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}

type Row = { id: number; version: number; slug: string; published_at: number | null };

async function saveInTransaction(
  context: Context,
  actor: string,
  place: SheetPlace,
  typed: SheetInput,
): Promise<SavedSheet> {
  const row = await heldRow(context, place);
  if (!row) return place.id === null ? insertSheet(context, actor, place, typed) : { error: "gone" };
  if (!(await mayWriteArticle(context, row.id))) return { error: "not-yours" };
  const order = orderOfSave(row, place.version, place);
  if (order === "conflict") return { error: "changed-meanwhile", id: row.id };
  if (order === "done") return { id: row.id, version: row.version, slug: null };
  const input = await withPicture(context, typed);
  const version = row.version + 1;
  const { over, restores } = place;
  const revision = { actor, version, content: input, apart: over, restores };
  const began = await keepRevision(context, { kind: "article", subject: row.id }, revision, () =>
    former(context, row.id),
  );
  if (began) await logAction(context, actor, restores ? "article-restored" : "article-saved", row.slug);
  const save = { ...lastSave(context, actor, place), saved_at: context.clock(), version };
  if (row.published_at !== null) {
    const changes = { ...save, unpublished: JSON.stringify(input) };
    await context.db.updateTable("articles").set(changes).where("id", "=", row.id).execute();
    await noteArticleImages(context, row.id);
    return { id: row.id, version, slug: null };
  }
  const { slug, held } = await slugFor(context, input, row);
  const columns = { ...articleRow(input), ...save, slug, updated_at: context.clock() };
  await context.db
    .updateTable("articles")
    .set({ ...columns, unpublished: held && JSON.stringify(input) })
    .where("id", "=", row.id)
    .execute();
  await setTopics(context, row.id, input.topics);
  recordEvent(context, "article-saved", row.id, actor);
  await noteArticleImages(context, row.id);
  return { id: row.id, version, slug: held };
}

/** Returns an article that has no revisions yet as the first of them. */
export async function former(context: Context, id: number) {
  const sheet = await sheetOf(context, id);
  if (!sheet) return null;
  const { article, savedAt, savedBy } = sheet;
  return {
    content: sheetInputOf(sheet),
    author: savedBy?.name ?? article.byline,
    at: savedAt,
    version: article.version,
    publishedAt: sheet.waits ? null : article.publishedAt,
  };
}

/** Locks the row, so that saves of two tabs come one after the other. */
function heldRow(context: Context, { id, tab }: SheetPlace) {
  return context.db
    .updateTable("articles")
    .set((eb) => ({ version: eb.ref("version") }))
    .where((eb) => (id === null ? eb("made_in_tab", "=", tab) : eb("id", "=", id)))
    .returning(["id", "version", "slug", "published_at", "saved_tab", "saved_step"])
    .executeTakeFirst();
}

async function insertSheet(context: Context, actor: string, place: SheetPlace, typed: SheetInput): Promise<SavedSheet> {
  const input = await withPicture(context, typed);
  const { slug, held } = await slugFor(context, input, null);
  const now = context.clock();
  const { id } = await context.db
    .insertInto("articles")
    .values({
      ...articleRow(input),
      ...lastSave(context, actor, place),
      slug,
      unpublished: held && JSON.stringify(input),
      made_in_tab: place.tab,
      author_id: context.editorId ?? null,
      published_at: null,
      created_at: now,
      updated_at: now,
      saved_at: now,
      version: 1,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await setTopics(context, id, input.topics);
  const first = { actor, version: 1, content: input };
  await keepRevision(context, { kind: "article", subject: id }, first, () => Promise.resolve(null));
  await noteArticleImages(context, id);
  await logAction(context, actor, "article-created", slug);
  return { id, version: 1, slug: held };
}

/** A picture that is not there any more leaves the rest of the sheet as it is. */
async function withPicture(context: Context, input: SheetInput): Promise<SheetInput> {
  return (await hasImage(context, input.imageId)) ? input : { ...input, imageId: null };
}

/** @returns the typed slug if it is fit and free; otherwise the one that the article has, or the headline makes */
async function slugFor(
  context: Context,
  { slug, headline }: SheetInput,
  row: Row | null,
): Promise<{ slug: string; held: SlugHeld }> {
  const made = () => slugFromHeadline(context, headline, row?.slug);
  if (!slug) return { slug: await made(), held: null };
  const instead = async (held: SlugHeld) => ({ slug: row?.slug ?? (await made()), held });
  if (slugFault(slug)) return instead("slug-unfit");
  const owner = await context.db.selectFrom("articles").select("id").where("slug", "=", slug).executeTakeFirst();
  return owner && owner.id !== row?.id ? instead("slug-taken") : { slug, held: null };
}
