import type { Context } from "#app/context.server.ts";
import { authorPage } from "#app/models/articles/bylines.server.ts";
import { chunksOf } from "#db/client.server.ts";

/** Pages and files that are there whatever is published, and the doors behind tokens. */
const fixed = new Set([
  ...["/", "/articles", "/issues", "/topics", "/authors", "/about", "/privacy", "/search", "/subscribe"],
  ...["/subscribe/sent", "/subscribe-form", "/reader", "/unsubscribe", "/healthz", "/livez"],
  ...["/feed.xml", "/feed.atom", "/feed.json", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt"],
  ...["/issues/feed", "/issues/feed.xml", "/issues/feed.atom", "/issues/feed.json", "/manifest.webmanifest"],
  ...["/favicon.ico", "/favicon.svg", "/apple-touch-icon.png", "/icon-192.png", "/icon-512.png"],
  ...["/icon-maskable-512.png", "/frame-height.js", "/prove.js"],
]);
const doors =
  /^\/(desk|assets|inbound|confirm|unsubscribe|with|one-click|reader|address|draft|test-mail|answer|share|subscribe-form|l|__manifest)(\/|$)/;

/** Where pages stand that come and go: the names of a folder that have one now. */
const folders: Record<string, (context: Context, names: string[]) => Promise<string[]>> = {
  articles: async ({ db }, names) => {
    const rows = await db
      .selectFrom("articles")
      .select("slug")
      .where("slug", "in", names)
      .where("published_at", "is not", null)
      .execute();
    return rows.map(({ slug }) => slug);
  },
  issues: async ({ db }, names) => {
    const numbers = names.filter((name) => /^[1-9]\d{0,8}$/.test(name)).map(Number);
    if (numbers.length === 0) return [];
    const rows = await db
      .selectFrom("editions")
      .innerJoin("issues", "issues.id", "editions.issue_id")
      .select("number")
      .where("number", "in", numbers)
      .execute();
    return rows.map(({ number }) => String(number));
  },
  topics: async ({ db }, names) => {
    const rows = await db
      .selectFrom("topics")
      .innerJoin("article_topics", "article_topics.topic_id", "topics.id")
      .innerJoin("articles", "articles.id", "article_topics.article_id")
      .select("topics.slug")
      .distinct()
      .where("topics.slug", "in", names)
      .where("published_at", "is not", null)
      .execute();
    return rows.map(({ slug }) => slug);
  },
  authors: async (context, names) => {
    const living: string[] = [];
    for (const name of names) if (await authorPage(context, name, 1)) living.push(name);
    return living;
  },
  images: async ({ db }, names) => {
    const files = names.map((name) => ({ name, key: /^([0-9a-f]{32})(-\d+)?\.\w+$/.exec(name)?.[1] ?? "" }));
    const keys = files.map(({ key }) => key);
    const rows = await db.selectFrom("images").select("key").where("key", "in", keys).execute();
    const known = new Set(rows.map(({ key }) => key));
    return files.filter(({ key }) => known.has(key)).map(({ name }) => name);
  },
};

/** A page of a folder; an issue has its mail beside it, and a topic its feeds. */
const inFolder = /^\/(articles|issues|topics|authors|images)\/([^/]+?)(\/mail(\.txt)?|\/feed\.(xml|atom|json))?$/;

/**
 * Returns those keys under which the site answers with a page now: to a redirect from there nobody would come.
 * @param keys from `redirectKey`, without queries
 */
export async function livingAmong(context: Context, keys: Iterable<string>): Promise<Set<string>> {
  const living = new Set<string>();
  const asked: Record<string, Map<string, string[]>> = {};
  for (const key of keys) {
    if (fixed.has(key) || doors.test(key)) living.add(key);
    const [, folder, name] = inFolder.exec(key) ?? [];
    if (!folder || !name) continue;
    const names = (asked[folder] ??= new Map<string, string[]>());
    names.set(name, [...(names.get(name) ?? []), key]);
  }
  for (const [folder, names] of Object.entries(asked))
    for (const chunk of chunksOf([...names.keys()]))
      for (const name of await folders[folder]!(context, chunk)) for (const key of names.get(name)!) living.add(key);
  return living;
}
