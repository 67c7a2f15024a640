import { createHash } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import {
  articleById,
  createArticle,
  saveArticle,
  type Article,
  type ArticleInput,
} from "#app/models/articles/articles.server.ts";
import { keepImported } from "#app/models/articles/markdownImport.server.ts";
import type { Body } from "#app/models/body.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { PostKind, ReadPost } from "./post.server.ts";

/** A post that is ready to be kept: its fields fit, its body and its pictures are ours. `hash`: of what was read; empty to try again. */
type MadePost = ReadPost & { made: Body; imageId: number | null; hash: string };

/** Where posts come from: the program, and the site that keys belong to, empty for an unnamed one. */
export type Origin = { source: string; site: string };

/** The article that a former run made of a post. */
type KeptPost = { id: number; articleId: number; slug: string; hash: string; version: number };

/** Returns what became of posts of a site before, by their keys. */
export async function keptPosts({ db }: Context, site: string): Promise<Map<string, KeptPost>> {
  const rows = await db
    .selectFrom("moved_posts")
    .innerJoin("articles", "articles.id", "moved_posts.article_id")
    .select(["moved_posts.id", "key", "article_id", "slug", "hash", "moved_posts.version"])
    .where("site", "=", site)
    .execute();
  return new Map(
    rows.map(({ id, key, article_id, slug, hash, version }) => [
      key,
      { id, articleId: article_id!, slug, hash, version },
    ]),
  );
}

/** Tells whether a post is what it was: of all that was read, not of what is made of it. */
export function hashOf({ notices, ...post }: ReadPost): string {
  return createHash("sha256").update(JSON.stringify(post)).digest("hex");
}

/** How each kind of post is kept. @returns the id of the article, and of its slug what is in its address */
type Keeper = (
  context: Context,
  post: MadePost,
  slug: string,
  there: KeptPost | undefined,
  actor: string,
) => Promise<Kept>;
type Kept = { articleId: number; version: number; slug: string; wasEdited: boolean };

const keepers: Record<PostKind, Keeper> = { article: keepArticle };

/**
 * Keeps a post as what it is here, and remembers where it came from, in one transaction. Its dates stay; no follower but
 * search is told, because an archive of ten years is no news.
 * @param there what a former run made of it, which it overwrites; what was written there since stays as a revision
 */
export async function keepPost(
  context: Context,
  origin: Origin,
  post: MadePost,
  slug: string,
  there: KeptPost | undefined,
  actor: string,
): Promise<Kept & { id: number }> {
  return inTransaction(context, async (context) => {
    const kept = await keepers[post.kind](context, post, slug, there, actor);
    const row = {
      ...{ source: origin.source, site: origin.site, key: post.key, kind: post.kind },
      ...{ article_id: kept.articleId, version: kept.version, hash: post.hash, at: context.clock() },
      ...{ permalink: post.permalink, canonical: post.canonical, language: tidyLine(post.language, 40) },
      kept: JSON.stringify(post.unknown),
    };
    if (there) await context.db.updateTable("moved_posts").set(row).where("id", "=", there.id).execute();
    const { id } =
      there ?? (await context.db.insertInto("moved_posts").values(row).returning("id").executeTakeFirstOrThrow());
    return { ...kept, id };
  });
}

async function keepArticle(
  context: Context,
  post: MadePost,
  slug: string,
  there: KeptPost | undefined,
  actor: string,
): Promise<Kept> {
  const before = there && (await articleById(context, there.articleId));
  const input = inputOf(post, before?.slug ?? slug, before);
  if (before) await keepImported(context, before, input, actor);
  const saved = before
    ? await saveArticle(context, before.id, before.version, input, actor)
    : await createArticle(context, input);
  if ("error" in saved) throw new Error(`${post.path}: ${saved.error}`);
  const { id, version, publishedAt } = saved.article;
  const now = context.clock();
  // An article that is on the site stays there, and the source's step from draft to site is followed.
  const published = post.isDraft ? publishedAt : (post.publishedAt ?? publishedAt ?? now);
  await context.db
    .updateTable("articles")
    .set({
      published_at: published,
      ...(before ? {} : { created_at: post.publishedAt ?? now, updated_at: post.updatedAt ?? post.publishedAt ?? now }),
    })
    .where("id", "=", id)
    .execute();
  recordEvent(context, "article-moved-in", id, actor);
  return {
    articleId: id,
    version,
    slug: saved.article.slug,
    wasEdited: before !== undefined && before.version !== there!.version,
  };
}

function inputOf(post: MadePost, slug: string, before: Article | undefined): ArticleInput & { slug: string } {
  return {
    slug,
    headline: post.title,
    dek: post.dek,
    byline: post.authors.join(", "),
    body: post.made,
    imageId: post.imageId,
    imageCredit: post.image?.credit || (post.image?.caption ?? ""),
    imageAlt: post.image?.alt ?? "",
    imageFocus: before?.imageFocus ?? "",
    embargo: before?.embargo ?? "",
    topics: post.topics,
    sources: before?.sources ?? [],
  };
}
