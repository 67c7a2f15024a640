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
import { keepIssueElsewhere } from "#app/models/issues/elsewhere.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { PostKind, ReadPost } from "./post.server.ts";

/** A post that is ready to be kept: its fields fit, its body and its pictures are ours. `hash`: of what was read; empty to try again. */
type MadePost = ReadPost & { made: Body; imageId: number | null; hash: string };

/**
 * Where posts come from: the source, the name of its program, and the site that keys belong to, empty for an unnamed one.
 * `listId`: the list whose issues its mails become; null where there is none.
 */
export type Origin = { source: string; program: string; site: string; listId: number | null };

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
  by: { actor: string; origin: Origin },
) => Promise<Kept>;
/** `isInArchive`: false for what was to be an issue, and is none. */
type Kept = { articleId: number; version: number; slug: string; wasEdited: boolean; isInArchive: boolean };

const keepers: Record<PostKind, Keeper> = { article: keepArticle, issue: keepIssue };

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
    const kept = await keepers[post.kind](context, post, slug, there, { actor, origin });
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
  { actor }: { actor: string },
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
    isInArchive: false,
  };
}

/** A mail is an article, and an issue of the archive that has it. */
async function keepIssue(
  context: Context,
  post: MadePost,
  slug: string,
  there: KeptPost | undefined,
  { actor, origin }: { actor: string; origin: Origin },
): Promise<Kept> {
  const kept = await keepArticle(context, post, slug, there, { actor });
  const { sent, publishedAt } = post;
  if (origin.listId === null || publishedAt === null) return kept;
  const issue = {
    ...{ listId: origin.listId, articleId: kept.articleId, sentAt: publishedAt, program: origin.program },
    number: sent?.number ?? null,
    subject: tidyLine(sent?.subject ?? "", 200) || post.title,
    preheader: tidyLine(sent?.preheader ?? "", 200),
  };
  const inArchive = await keepIssueElsewhere(context, issue, actor);
  return { ...kept, isInArchive: !("error" in inArchive) };
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
    sources: post.sources ?? before?.sources ?? [],
  };
}
