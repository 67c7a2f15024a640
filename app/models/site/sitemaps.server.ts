import type { Context } from "#app/context.server.ts";
import { authorsOf } from "#app/models/articles/bylines.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { day } from "#app/models/durations.ts";
import { issuePath, articlePath, topicPath } from "#app/models/sitePaths.ts";
import { mailLanguage } from "#emails/render/language.server.ts";
import { markup } from "#emails/render/markup.server.ts";
import { xmlFile } from "./feeds/formats.server.ts";

/** A page for search engines; `changedAt` in milliseconds, where it means something. */
type Page = { url: string; changedAt?: number };

/** Limit of one file (sitemaps.org): 50 000 URLs; ours are short enough for its 50 MB. */
const largestPart = 50_000;

/** Lists every public page by its URL; no draft, preview, token page or reader's page (W-07). */
async function publicPages(context: Context): Promise<Page[]> {
  const at = (path: string) => context.config.appUrl + path;
  const articles = await publishedPages(context);
  const newest = articles[0]?.changedAt;
  return [
    { url: at("/"), changedAt: newest },
    { url: at("/articles"), changedAt: newest },
    ...["/issues", "/topics", "/about", "/subscribe", "/privacy"].map((path) => ({ url: at(path) })),
    ...articles,
    ...(await issuePages(context)),
    ...(await topicPages(context)),
    ...(await authorPages(context)),
  ];
}

async function publishedPages(context: Context): Promise<Page[]> {
  const rows = await context.db
    .selectFrom("articles")
    .select(["slug", "published_at", "updated_at"])
    .where("published_at", "is not", null)
    // Of one that appeared elsewhere first, search engines want that page alone.
    .where("canonical", "=", "")
    .orderBy("published_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(({ slug, published_at, updated_at }) => ({
    url: context.config.appUrl + articlePath(slug),
    changedAt: Math.max(published_at!, updated_at),
  }));
}

async function issuePages(context: Context): Promise<Page[]> {
  const rows = await context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .leftJoin("subject_tests as test", (join) =>
      join.onRef("test.issue_id", "=", "issues.id").on("test.winner", ">", 1),
    )
    .select(["number", "frozen_at", "decided_at"])
    .where("editions.variant", "is", null)
    .orderBy("number", "desc")
    .execute();
  return rows.map(({ number, frozen_at, decided_at }) => ({
    url: context.config.appUrl + issuePath(number),
    // A winner's subject takes the place of the first.
    changedAt: Math.max(frozen_at, decided_at ?? 0),
  }));
}

async function topicPages(context: Context): Promise<Page[]> {
  const rows = await context.db
    .selectFrom("topics")
    .innerJoin("article_topics", "article_topics.topic_id", "topics.id")
    .innerJoin("articles", "articles.id", "article_topics.article_id")
    .select("topics.slug")
    .distinct()
    .where("published_at", "is not", null)
    .execute();
  const slugs = rows.map(({ slug }) => slug).sort();
  return slugs.map((slug) => ({ url: context.config.appUrl + topicPath(slug) }));
}

async function authorPages(context: Context): Promise<Page[]> {
  const rows = await context.db
    .selectFrom("articles")
    .select("byline")
    .distinct()
    .where("published_at", "is not", null)
    .execute();
  const urls = rows.flatMap(({ byline }) => authorsOf(context.config.appUrl, byline).map(({ url }) => url));
  return [...new Set(urls)]
    .filter((url) => url !== `${context.config.appUrl}/`)
    .sort()
    .map((url) => ({ url }));
}

/**
 * Returns the sitemap; with more pages than one file may hold, an index of its parts.
 * @param part the number of a part, from 1
 * @returns null before the briefing is set up, and for a part beyond the last
 */
export async function sitemap(context: Context, part?: number, largest = largestPart): Promise<string | null> {
  if (!(await getBriefing(context))) return null;
  const pages = await publicPages(context);
  const parts = Math.ceil(pages.length / largest);
  if (part !== undefined) return part <= parts ? urlSet(pages.slice((part - 1) * largest, part * largest)) : null;
  return parts === 1 ? urlSet(pages) : index(context, parts);
}

function urlSet(pages: Page[]): string {
  const entries = pages.map(({ url, changedAt }) => {
    const changed = changedAt === undefined ? null : markup`<lastmod>${new Date(changedAt).toISOString()}</lastmod>`;
    return markup`<url><loc>${url}</loc>${changed}</url>\n`;
  });
  return xmlFile(markup`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries}</urlset>\n`);
}

function index({ config: { appUrl } }: Context, parts: number): string {
  const entries = Array.from({ length: parts }, (_, i) => {
    // Parts are at the top of the site, because a sitemap covers only its own folder and what is below it.
    return markup`<sitemap><loc>${appUrl}/sitemap.xml?part=${i + 1}</loc></sitemap>\n`;
  });
  return xmlFile(
    markup`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries}</sitemapindex>\n`,
  );
}

/** Returns the news sitemap: articles of the last two days (W-07). @returns null before the briefing is set up */
export async function newsSitemap(context: Context): Promise<string | null> {
  const briefing = await getBriefing(context);
  if (!briefing) return null;
  const { appUrl } = context.config;
  const rows = await context.db
    .selectFrom("articles")
    .select(["slug", "headline", "published_at"])
    .where("published_at", ">", context.clock() - 2 * day)
    .where("canonical", "=", "")
    .orderBy("published_at", "desc")
    .orderBy("id", "desc")
    .limit(1000)
    .execute();
  const language = newsLanguage(briefing.language);
  const entries = rows.map(
    ({ slug, headline, published_at }) => markup`<url>
<loc>${appUrl + articlePath(slug)}</loc>
<news:news>
<news:publication><news:name>${briefing.name}</news:name><news:language>${language}</news:language></news:publication>
<news:publication_date>${new Date(published_at!).toISOString()}</news:publication_date>
<news:title>${headline}</news:title>
</news:news>
</url>
`,
  );
  return xmlFile(
    markup`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n${entries}</urlset>\n`,
  );
}

/** Google's news sitemap takes a language without a country, except for Chinese. */
function newsLanguage(tag: string): string {
  const [language = "en", ...more] = mailLanguage(tag).tag.toLowerCase().split("-");
  if (language !== "zh") return language;
  return more.some((part) => ["tw", "hant", "hk"].includes(part)) ? "zh-tw" : "zh-cn";
}
