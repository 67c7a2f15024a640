import { sql, type Selectable } from "kysely";
import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { parseBody } from "#app/models/body.server.ts";
import { bodyLength, buttonFaultsIn, type Body } from "#app/models/body.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { isFocus } from "#app/models/focus.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { wordBodyFault, wordButtonFault, wordSlugFault } from "#app/models/faultWords.server.ts";
import { oneLine, optionalLine } from "#app/models/fields.server.ts";
import { lastSave, type SheetTab } from "#app/models/sheetTabs.server.ts";
import { isSlug, slugFault } from "#app/models/slugs.ts";
import type { ArticlesTable } from "#db/schema/articles.ts";
import { articleRow } from "./articleRow.server.ts";
import { isEmbargo } from "./embargo.server.ts";
import { isCanonical, isLanguage } from "#app/models/fromElsewhere.ts";
import { correctionsOf } from "./corrections.server.ts";
import { hasImage, noteArticleImages } from "./articleImages.server.ts";
import { leadOnFrom, onFreeSlug, slugFromHeadline, slugOf } from "./freeSlugs.server.ts";
import { imagesByIds, type Image } from "#app/models/images/images.server.ts";
import { leaveTopics, setTopics, topicsOf } from "./topics.server.ts";

export type ArticleSource = { title: string; url: string };

/** An article, as the desk edits it and readers see it. Times in milliseconds. */
export type Article = {
  id: number;
  slug: string;
  headline: string;
  dek: string;
  byline: string;
  body: Body;
  image: Image | null;
  imageCredit: string;
  imageAlt: string;
  imageFocus: string;
  /** See `embargoEnd`. */
  embargo: string;
  /** The address where it appeared first, on another site; empty for here. */
  canonical: string;
  /** Like `de`; empty for the briefing's. */
  language: string;
  topics: string[];
  sources: ArticleSource[];
  minutes: number;
  publishedAt: number | null;
  /** Time of the last publication or correction. */
  modifiedAt: number | null;
  createdAt: number;
  updatedAt: number;
  version: number;
};

const link = z
  .string("Give the source an address.")
  .trim()
  .refine((url) => /^https?:/i.test(url) && isSafeLink(url), "A source's address begins with https:// or http://.");

export const documentText = z.string("Write something.").transform((json, ctx) => {
  const parsed = parseBody(json);
  if ("body" in parsed) return parsed.body;
  ctx.addIssue({ code: "custom", message: wordBodyFault(parsed) });
  return z.NEVER;
});

/** The lines of an article around its body, as a publication needs them. */
const publishedLines = z.object({
  headline: oneLine("Give the article a headline.", 200),
  dek: optionalLine(400),
  byline: optionalLine(120),
  imageCredit: optionalLine(200),
  imageAlt: optionalLine(400),
  imageFocus: z.string().default("").refine(isFocus, "A focal point is like 30,70."),
  canonical: optionalLine(2000).refine(
    isCanonical,
    "The address where it appeared first begins with https:// or http://.",
  ),
  language: optionalLine(35).refine(isLanguage, "A language is like de or pt-BR."),
  topics: z.array(oneLine("A topic needs a name.", 60)).max(8, "At most 8 topics.").default([]),
  sources: z
    .array(z.object({ title: oneLine("Give the source a title.", 300), url: link }))
    .max(50, "At most 50 sources.")
    .default([]),
});

/** An article that may be published: from the desk's form or an imported file. An empty slug is made from the headline. */
export const articleSchema = publishedLines
  .extend({
    slug: z
      .string()
      .default("")
      .transform((slug) => slug.trim().toLowerCase().normalize("NFC"))
      .superRefine((slug, ctx) => {
        const fault = slug ? slugFault(slug) : null;
        if (fault) ctx.addIssue({ code: "custom", message: wordSlugFault(fault) });
      }),
    body: documentText.superRefine((body, ctx) => {
      for (const message of buttonLacks(body)) ctx.addIssue({ code: "custom", message });
    }),
    embargo: z.string().default("").refine(isEmbargo, "An embargo is a day and a time, like 2026-11-30T07:00."),
    imageId: z.coerce.number().int().positive().max(2_147_483_647).nullable().default(null),
  })
  .refine((article) => article.imageId === null || article.imageAlt !== "", {
    path: ["imageAlt"],
    message: "Describe the picture for those who cannot see it.",
  });
export type ArticleInput = z.infer<typeof articleSchema>;

/** Returns what a draft lacks before it may be published, in sentences; its picture's description is asked separately. */
export function lacksOf(article: Article): string[] {
  const { error } = publishedLines.safeParse(article);
  return [...new Set([...(error?.issues.map(({ message }) => message) ?? []), ...buttonLacks(article.body)])];
}

/** Returns what the buttons of a text lack before it may be published, in sentences. */
export function buttonLacks(body: Body): string[] {
  return [...new Set(buttonFaultsIn(body).map(wordButtonFault))];
}

/** @returns the new article, a draft; a slug made from the headline gets a number when it is taken */
export async function createArticle(
  context: Context,
  input: ArticleInput,
): Promise<{ article: Article } | { error: "slug-taken" | "image-gone" }> {
  const slug = input.slug || (await slugFromHeadline(context, input.headline));
  const now = context.clock();
  return onFreeSlug(() =>
    inTransaction(context, async (context) => {
      if (!(await hasImage(context, input.imageId))) return { error: "image-gone" as const };
      const { id } = await context.db
        .insertInto("articles")
        .values({ ...articleRow(input), slug, published_at: null, created_at: now, updated_at: now, version: 1 })
        .returning("id")
        .executeTakeFirstOrThrow();
      await setTopics(context, id, input.topics);
      await noteArticleImages(context, id);
      return { article: (await articleById(context, id))! };
    }),
  );
}

/**
 * Saves over `version`, which the editor opened.
 * @param actor who saves
 * @param tab the tab of a sheet that publishes what it has saved; without it, changes that wait for publication stay
 * @returns the saved article; or a conflict with another save, and nothing was overwritten
 */
export async function saveArticle(
  context: Context,
  id: number,
  version: number,
  input: ArticleInput,
  actor = "somebody",
  tab: SheetTab | null = null,
): Promise<{ article: Article } | { error: "slug-taken" | "image-gone" | "changed-meanwhile" }> {
  return onFreeSlug(() =>
    inTransaction(context, async (context) => {
      if (!(await hasImage(context, input.imageId))) return { error: "image-gone" as const };
      const former = await slugOf(context, id);
      const saved = await context.db
        .updateTable("articles")
        .set({
          ...articleRow(input),
          ...(input.slug ? { slug: input.slug } : {}),
          ...lastSave(context, actor, tab),
          saved_at: context.clock(),
          updated_at: context.clock(),
          // An import writes what the site shows; an editor's changes that are not there yet outlive it.
          unpublished: tab ? null : sql<string>`case when published_at is null then null else unpublished end`,
          version: version + 1,
        })
        .where("id", "=", id)
        .where("version", "=", version)
        .returning("published_at")
        .executeTakeFirst();
      if (!saved) return { error: "changed-meanwhile" as const };
      if (saved.published_at !== null) await leadOnFrom(context, id, former, input.slug, actor);
      const left = await setTopics(context, id, input.topics);
      if (saved.published_at !== null) for (const topic of left) recordEvent(context, "topic-left", topic, actor);
      recordEvent(context, "article-saved", id, actor);
      await noteArticleImages(context, id);
      return { article: (await articleById(context, id))! };
    }),
  );
}

/** Publishes or unpublishes an article; publishing it again keeps its date. The time that it waited for is over. */
export async function setPublished(context: Context, id: number, published: boolean, by?: string): Promise<void> {
  const [now, untimed] = [context.clock(), { publish_at: null, publish_by: null }];
  await inTransaction(context, async (context) => {
    const found = await context.db
      .updateTable("articles")
      .set((eb) => ({ ...untimed, published_at: published ? eb.fn.coalesce("published_at", eb.val(now)) : null }))
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    if (found) recordEvent(context, published ? "article-published" : "article-unpublished", id, by);
  });
}

/** @returns false when an issue has the article, which then cannot be deleted */
export async function deleteArticle(context: Context, id: number): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const held = await context.db
      .selectFrom("issue_articles")
      .select("issue_id")
      .where("article_id", "=", id)
      .executeTakeFirst();
    if (held) return false;
    const left = await leaveTopics(context, id);
    const deleted = await context.db
      .deleteFrom("articles")
      .where("id", "=", id)
      .returning("published_at")
      .executeTakeFirst();
    if (deleted && deleted.published_at !== null) {
      for (const topic of left) recordEvent(context, "topic-left", topic);
      recordEvent(context, "article-unpublished", id);
    }
    if (deleted) recordEvent(context, "article-deleted", id);
    return true;
  });
}

export async function articleById(context: Context, id: number): Promise<Article | undefined> {
  const row = await context.db.selectFrom("articles").selectAll().where("id", "=", id).executeTakeFirst();
  return row && (await toArticles(context, [row]))[0];
}

/** @returns the article if it is published. An invalid slug never reaches the query (PostgreSQL rejects NUL). */
export async function publishedArticle(context: Context, slug: string): Promise<Article | undefined> {
  if (!isSlug(slug)) return undefined;
  const row = await context.db
    .selectFrom("articles")
    .selectAll()
    .where("slug", "=", slug.normalize("NFC"))
    .where("published_at", "is not", null)
    .executeTakeFirst();
  return row && (await toArticles(context, [row]))[0];
}

/** Lists the published articles, newest first. */
export async function publishedArticles(context: Context, limit: number): Promise<Article[]> {
  const rows = await context.db
    .selectFrom("articles")
    .selectAll()
    .where("published_at", "is not", null)
    .orderBy("published_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return toArticles(context, rows);
}

/** Returns articles in the order of `ids`; missing ones are left out. */
export async function articlesByIds(context: Context, ids: number[]): Promise<Article[]> {
  if (ids.length === 0) return [];
  const rows = await context.db.selectFrom("articles").selectAll().where("id", "in", ids).execute();
  const articles = await toArticles(context, rows);
  return ids.flatMap((id) => articles.find((article) => article.id === id) ?? []);
}

async function toArticles(context: Context, rows: Selectable<ArticlesTable>[]): Promise<Article[]> {
  const ids = rows.map((row) => row.id);
  const topics = await topicsOf(context, ids);
  const corrections = await correctionsOf(context, ids);
  const images = await imagesByIds(
    context,
    rows.flatMap((row) => row.image_id ?? []),
  );
  return rows.map((row) => {
    const body = JSON.parse(row.body) as Body;
    const correctedAt = corrections.get(row.id)?.[0]?.at ?? 0;
    return {
      id: row.id,
      slug: row.slug,
      headline: row.headline,
      dek: row.dek,
      byline: row.byline,
      body,
      image: images.get(row.image_id ?? 0) ?? null,
      imageCredit: row.image_credit,
      imageAlt: row.image_alt,
      imageFocus: row.image_focus,
      ...{ embargo: row.embargo, canonical: row.canonical, language: row.language },
      topics: topics.get(row.id) ?? [],
      sources: JSON.parse(row.sources) as ArticleSource[],
      minutes: bodyLength(body).minutes,
      publishedAt: row.published_at,
      modifiedAt: row.published_at && Math.max(row.published_at, correctedAt),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      version: row.version,
    };
  });
}
