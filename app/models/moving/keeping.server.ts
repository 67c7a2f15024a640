import { createHash } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import {
  articleById,
  createArticle,
  saveArticle,
  type Article,
  type ArticleInput,
} from "#app/models/articles/articles.server.ts";
import { isCanonical, isLanguage } from "#app/models/fromElsewhere.ts";
import { keepImported } from "#app/models/articles/markdownImport.server.ts";
import type { Body } from "#app/models/body.ts";
import { keepIssueElsewhere } from "#app/models/issues/elsewhere.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import type { PostKind, ReadPost } from "./post.server.ts";

/** A post that is ready to be kept: its fields fit, its body and its pictures are ours. `hash`: of what was read; empty to try again. */
type MadePost = ReadPost & {
  made: Body;
  imageId: number | null;
  hash: string;
  pictures: KeptPictures;
};

/** Ids of the pictures of a post that are here, by their address there. */
type KeptPictures = Record<string, number>;

/**
 * Where posts come from: the source, the name of its program, and the site that keys belong to, empty for an unnamed one.
 * `listId`: the list whose issues its mails become; null where there is none. `run`: the import, null for one without a name.
 */
export type Origin = { source: string; program: string; site: string; listId: number | null; run: string | null };

/** The article that a former run made of a post. `onSite`: it left it on the site. */
type KeptPost = {
  id: number;
  articleId: number;
  slug: string;
  hash: string;
  version: number;
  onSite: boolean;
  pictures: KeptPictures;
};

/** The articles that former runs made of a site's posts. `of`: of this one; `keep`: remembers it for the same post again in this run. */
type KeptPosts = { of: (post: ReadPost) => KeptPost | undefined; keep: (key: string, kept: KeptPost) => void };

/**
 * Returns what became of posts of a site before. Named in one run and not in another, it is the same site: its posts are known by
 * key, program and path.
 */
export async function keptPosts({ db }: Context, { site, source }: Origin): Promise<KeptPosts> {
  const rows = await db
    .selectFrom("moved_posts")
    .innerJoin("articles", "articles.id", "moved_posts.article_id")
    .select(["moved_posts.id", "site", "key", "source", "permalink", "article_id", "slug", "hash", "on_site"])
    .select(["moved_posts.version", "pictures"])
    .where(({ eb, or }) => or([eb("site", "=", site), eb("source", "=", source)]))
    .execute();
  const [own, unnamed] = [new Map<string, KeptPost>(), new Map<string, KeptPost>()];
  for (const { id, key, article_id, slug, hash, version, on_site, ...row } of rows) {
    const kept = {
      id,
      articleId: article_id!,
      slug,
      hash,
      version,
      onSite: on_site === 1,
      pictures: JSON.parse(row.pictures) as KeptPictures,
    };
    if (row.site === site) own.set(key, kept);
    else if (isUnnamed(row.site) || isUnnamed(site)) unnamed.set(`${key} ${pathOf(row.permalink)}`, kept);
  }
  return {
    of: ({ key, permalink }) => own.get(key) ?? unnamed.get(`${key} ${pathOf(permalink)}`),
    keep: (key, kept) => void own.set(key, kept),
  };
}

/** Sources whose keys are paths of files, which a part of a site and all of it share, whatever program it seems to be of. */
const keyedByPath = new Set(["jekyll", "hugo", "pelican", "eleventy", "astro", "obsidian", "markdown", "pressrun"]);

/** Names the site that keys belong to: its host; of an unnamed one the program, because numbers begin with 1 in each. */
export function siteKey(address: string, source: string): string {
  if (address !== "") return new URL(address).host;
  return keyedByPath.has(source) ? "" : `:${source}`;
}

function isUnnamed(site: string): boolean {
  return site === "" || site.startsWith(":");
}

function pathOf(permalink: string): string {
  const url = URL.parse(permalink, "http://site");
  return url ? url.pathname + url.search : permalink;
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
/** `isInArchive`: false for what was to be an issue, and is none; `wasTakenOff`: somebody here took it off the site. */
type Kept = {
  articleId: number;
  version: number;
  slug: string;
  wasEdited: boolean;
  wasTakenOff: boolean;
  onSite: boolean;
  isInArchive: boolean;
};

const keepers: Record<PostKind, Keeper> = { article: keepArticle, issue: keepIssue };

/** Thrown when another import, or an editor, has just made the article that a post was to become. */
class MadeMeanwhile extends Error {}

/** Keeps a post as `keepPost` does. @returns null where somebody else has made its article at this moment */
export async function keepPostUnlessMade(...what: Parameters<typeof keepPost>): Promise<KeptNow | null> {
  try {
    return await keepPost(...what);
  } catch (error) {
    const [, , , , there] = what;
    if (error instanceof MadeMeanwhile || (!there && isUniqueViolation(error))) return null;
    throw error;
  }
}

/** A post that was kept, and the row that remembers it. */
export type KeptNow = Kept & { id: number };

/**
 * Keeps a post as what it is here, and remembers where it came from, in one transaction. Its dates stay; no follower but
 * search is told, because an archive of ten years is no news.
 * @param there what a former run made of it, which it overwrites; what was written there since stays as a revision
 */
async function keepPost(
  context: Context,
  origin: Origin,
  post: MadePost,
  slug: string,
  there: KeptPost | undefined,
  actor: string,
): Promise<KeptNow> {
  return inTransaction(context, async (context) => {
    const kept = await keepers[post.kind](context, post, slug, there, { actor, origin });
    const row = {
      ...{ source: origin.source, key: post.key, kind: post.kind },
      // A name that is known is not forgotten.
      ...(there && isUnnamed(origin.site) ? {} : { site: origin.site }),
      ...{ article_id: kept.articleId, version: kept.version, hash: post.hash, at: context.clock() },
      on_site: kept.onSite || kept.wasTakenOff ? 1 : 0,
      ...{ permalink: post.permalink, canonical: post.canonical, language: tidyLine(post.language, 40) },
      ...{ kept: JSON.stringify(post.unknown), pictures: JSON.stringify(post.pictures) },
    };
    if (there) await context.db.updateTable("moved_posts").set(row).where("id", "=", there.id).execute();
    const { id } =
      there ??
      (await context.db
        .insertInto("moved_posts")
        .values({ ...row, site: origin.site, run: origin.run })
        .returning("id")
        .executeTakeFirstOrThrow());
    return { ...kept, id };
  });
}

async function keepArticle(
  context: Context,
  post: MadePost,
  slug: string,
  there: KeptPost | undefined,
  { actor, origin }: { actor: string; origin: Origin },
): Promise<Kept> {
  const before = there && (await articleById(context, there.articleId));
  const input = inputOf(context, origin, post, before?.slug ?? slug, before);
  if (before) await keepImported(context, before, input, actor);
  // The events of a save at the desk are told to nobody: hubs of feeds would hear of an article of years ago.
  const saved = before
    ? await saveArticle({ ...context, pendingEvents: [] }, before.id, before.version, input, actor)
    : await createArticle(context, input);
  if ("error" in saved && (saved.error === "slug-taken" || saved.error === "changed-meanwhile"))
    throw new MadeMeanwhile();
  if ("error" in saved) throw new Error(`${post.path}: ${saved.error}`);
  const { id, version } = saved.article;
  const dated = { ...post, wasTakenOff: Boolean(there?.onSite) && before?.publishedAt === null };
  const times = timesOf(dated, before, context.clock());
  await context.db.updateTable("articles").set(times).where("id", "=", id).execute();
  recordEvent(context, "article-moved-in", id, actor);
  return {
    articleId: id,
    version,
    slug: saved.article.slug,
    wasEdited: before !== undefined && before.version !== there!.version,
    ...{ wasTakenOff: dated.wasTakenOff, onSite: times.published_at !== null },
    isInArchive: false,
  };
}

type Dated = Pick<ReadPost, "isDraft" | "publishedAt" | "updatedAt"> & { wasTakenOff: boolean };

/** Returns the times of an article: when it stood and changed there, or here at the desk; not when it was read again. */
function timesOf({ isDraft, publishedAt, updatedAt, wasTakenOff }: Dated, before: Article | undefined, now: number) {
  const there = before?.publishedAt ?? null;
  // An article on the site stays there, one that somebody took off stays off, and the source's step onto its site is followed.
  const published = isDraft || wasTakenOff ? there : (publishedAt ?? there ?? now);
  if (before) return { published_at: published, updated_at: Math.max(before.updatedAt, updatedAt ?? 0) };
  const began = Math.min(publishedAt ?? now, now);
  return { published_at: published, created_at: began, updated_at: Math.min(updatedAt ?? began, now) };
}

/** A mail is an article, and an issue of the archive that has it. */
async function keepIssue(
  context: Context,
  post: MadePost,
  slug: string,
  there: KeptPost | undefined,
  { actor, origin }: { actor: string; origin: Origin },
): Promise<Kept> {
  const kept = await keepArticle(context, post, slug, there, { actor, origin });
  const { sent, publishedAt } = post;
  if (origin.listId === null || publishedAt === null) return kept;
  // Its issue in the archive is the desk's to judge, too.
  if (kept.wasTakenOff) return { ...kept, isInArchive: true };
  const issue = {
    ...{ listId: origin.listId, articleId: kept.articleId, sentAt: publishedAt, program: origin.program },
    number: sent?.number ?? null,
    subject: tidyLine(sent?.subject ?? "", 200) || post.title,
    preheader: tidyLine(sent?.preheader ?? "", 200),
  };
  const inArchive = await keepIssueElsewhere(context, issue, actor);
  return { ...kept, isInArchive: !("error" in inArchive) };
}

function inputOf(
  context: Context,
  origin: Origin,
  post: MadePost,
  slug: string,
  before: Article | undefined,
): ArticleInput & { slug: string } {
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
    canonical: firstElsewhere(context, origin, post.canonical) || (before?.canonical ?? ""),
    language: languageTag(post.language) || (before?.language ?? ""),
    topics: post.topics,
    sources: post.sources ?? before?.sources ?? [],
  };
}

/** An address of the site that moves in, or of this one, is no other site: the article is here now. */
function firstElsewhere({ config }: Context, { site }: Origin, canonical: string): string {
  if (!isCanonical(canonical)) return "";
  const host = URL.parse(canonical)?.host ?? "";
  return host === site || host === new URL(config.appUrl).host ? "" : canonical;
}

/** Programs write `pt_BR`, too; a name of a language is no tag. */
function languageTag(language: string): string {
  const tag = language.trim().replaceAll("_", "-");
  return isLanguage(tag) ? tag : "";
}
