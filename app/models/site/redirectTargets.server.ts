import type { Context } from "#app/context.server.ts";
import { redirectKey } from "#app/models/oldPaths.ts";
import { articlePath, issuePath, topicPath } from "#app/models/sitePaths.ts";
import { isSlug } from "#app/models/slugs.ts";
import { chunksOf } from "#db/client.server.ts";
import type { RedirectKind } from "#db/schema/site.ts";

/** Where an old address leads. `path`: of this site, with `/` first; `url`: http or https, of another one. */
export type RedirectTarget =
  | { kind: "article"; id: number }
  | { kind: "issue"; number: number }
  | { kind: "topic"; slug: string }
  | { kind: "page"; path: string }
  | { kind: "address"; url: string };

/** The columns of `redirects` that say where one leads. */
export type RedirectPlace = { kind: RedirectKind; ref: number | null; address: string | null };

/** The page of each `ref`; `live`: it is on the site. Deleted ones are missing. */
type Paths = Map<number, { path: string; live: boolean }>;

/** How the pages of a kind are found by what `ref` says. */
const pagesOf: Record<
  Exclude<RedirectKind, "page" | "address">,
  (context: Context, refs: number[]) => Promise<Paths>
> = {
  article: async ({ db }, refs) => {
    const rows = await db
      .selectFrom("articles")
      .select(["id", "slug", "published_at"])
      .where("id", "in", refs)
      .execute();
    return new Map(rows.map((row) => [row.id, { path: articlePath(row.slug), live: row.published_at !== null }]));
  },
  issue: async ({ db }, refs) => {
    const rows = await db
      .selectFrom("issues")
      .leftJoin("editions", (join) =>
        join.onRef("editions.issue_id", "=", "issues.id").on("editions.variant", "is", null),
      )
      .select(["number", "editions.id as edition"])
      .where("number", "in", refs)
      .execute();
    return new Map(rows.map((row) => [row.number, { path: issuePath(row.number), live: row.edition !== null }]));
  },
  topic: async ({ db }, refs) => {
    const rows = await db
      .selectFrom("topics")
      .leftJoin("article_topics", "article_topics.topic_id", "topics.id")
      .leftJoin("articles", "articles.id", "article_topics.article_id")
      .select(({ fn }) => ["topics.id", "topics.slug", fn.max("published_at").as("newest")])
      .where("topics.id", "in", refs)
      .groupBy(["topics.id", "topics.slug"])
      .execute();
    return new Map(rows.map((row) => [row.id, { path: topicPath(row.slug), live: row.newest !== null }]));
  },
};

/** Where a redirect leads: `to` for a browser; `live` false while nothing is there, `to` null once it is deleted. */
type RedirectEnd = { to: string | null; live: boolean };

/** Returns where redirects lead, in their order. A page of this site is taken to be there. */
export async function redirectEnds(context: Context, places: RedirectPlace[]): Promise<RedirectEnd[]> {
  const found = new Map<string, Paths>();
  for (const kind of Object.keys(pagesOf) as (keyof typeof pagesOf)[]) {
    const refs = [...new Set(places.flatMap((place) => (place.kind === kind ? (place.ref ?? []) : [])))];
    const all: Paths = new Map();
    for (const chunk of chunksOf(refs))
      for (const [ref, page] of await pagesOf[kind](context, chunk)) all.set(ref, page);
    found.set(kind, all);
  }
  return places.map(({ kind, ref, address }) => {
    if (kind === "page" || kind === "address") return { to: address, live: true };
    const page = found.get(kind)!.get(ref ?? 0);
    return { to: page?.path ?? null, live: page?.live ?? false };
  });
}

/** Returns the URL of another site, or null. Such a redirect is an operator's to write. */
function foreignUrl(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.username || url.password ? null : url.href;
}

/**
 * Reads what people write as the aim of a redirect: a path or URL of this site, which becomes the article, issue or
 * topic that is there, or a URL of another one.
 * @returns null for anything else
 */
export async function readTarget(context: Context, text: string): Promise<RedirectTarget | null> {
  const written = text.trim();
  const site = context.config.appUrl;
  if (written === "" || written.length > 2000 || /[\p{Cc}\s\\]/u.test(written)) return null;
  const isPath = written.startsWith("/") && !written.startsWith("//");
  if (!isPath && foreignUrl(written) === null) return null;
  const url = new URL(written, site);
  if (url.origin !== new URL(site).origin) return isPath ? null : { kind: "address", url: url.href };
  return (await pageAt(context, url)) ?? { kind: "page", path: url.pathname + url.search + url.hash };
}

/** The article, issue or topic whose page has this address, published or not. */
async function pageAt({ db }: Context, { pathname, hash }: URL): Promise<RedirectTarget | null> {
  const [, folder, name] = /^\/(articles|issues|topics)\/([^/]+)$/.exec(redirectKey(pathname)) ?? [];
  if (!name || hash) return null;
  if (folder === "issues") {
    if (!/^[1-9]\d{0,8}$/.test(name)) return null;
    const issue = await db.selectFrom("issues").select("number").where("number", "=", Number(name)).executeTakeFirst();
    return issue ? { kind: "issue", number: issue.number } : null;
  }
  if (folder === "articles" && isSlug(name)) {
    const article = await db.selectFrom("articles").select("id").where("slug", "=", name).executeTakeFirst();
    return article ? { kind: "article", id: article.id } : null;
  }
  if (folder !== "topics" || /\0/.test(name) || !name.isWellFormed()) return null;
  const topic = await db.selectFrom("topics").select("slug").where("slug", "=", name).executeTakeFirst();
  return topic ? { kind: "topic", slug: topic.slug } : null;
}

/** Returns the columns of targets in their order; null for one that is not there. Foreign URLs are the caller's to judge. */
export async function redirectPlaces(context: Context, targets: RedirectTarget[]): Promise<(RedirectPlace | null)[]> {
  const slugs = [...new Set(targets.flatMap((one) => (one.kind === "topic" ? one.slug : [])))];
  const topics = new Map<string, number>();
  for (const chunk of chunksOf(slugs)) {
    const rows = await context.db.selectFrom("topics").select(["id", "slug"]).where("slug", "in", chunk).execute();
    for (const { id, slug } of rows) topics.set(slug, id);
  }
  const places = targets.map((target) => placeOf(target, topics));
  const there = await redirectEnds(context, places);
  return places.map((place, i) => (there[i]!.to === null ? null : place));
}

function placeOf(target: RedirectTarget, topics: Map<string, number>): RedirectPlace {
  const { kind } = target;
  if (kind === "article") return { kind, ref: target.id, address: null };
  if (kind === "issue") return { kind, ref: target.number, address: null };
  if (kind === "topic") return { kind, ref: topics.get(target.slug) ?? null, address: null };
  return { kind, ref: null, address: kind === "page" ? sitePath(target.path) : foreignUrl(target.url) };
}

/** A path that a browser cannot take for another host. */
function sitePath(path: string): string | null {
  if (!/^\/(?![/\\])/.test(path) || /[\p{Cc}\\]/u.test(path) || !URL.canParse(path, "http://site")) return null;
  const { pathname, search, hash } = new URL(path, "http://site");
  return /^\/\//.test(pathname) ? null : pathname + search + hash;
}
