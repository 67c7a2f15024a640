import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { bodies } from "./bodies.server.ts";
import { fitted } from "./fitting.server.ts";
import { hashOf, keepPost, keptPosts, type Origin } from "./keeping.server.ts";
import { movePictures, type PictureMove } from "./pictures.server.ts";
import type { MoveNotice, ReadPost, UnreadFile } from "./post.server.ts";
import { allLists, type List } from "#app/models/readers/lists.server.ts";
import { isAddress, siteOfFeed, type FeedFault } from "./platforms/feedAddress.server.ts";
import { siteAt, type SiteFault, type SiteFiles } from "./siteFiles.server.ts";
import { slugGiver } from "./slugsOfSite.server.ts";
import { recognisedSource, sources, type SourceKind } from "./sources.server.ts";

/** The fate of a file: an article on the site, with its issue of the archive too, or a draft, new or again; or nothing, with the reason. */
export type Became = "published" | "issue" | "draft" | "updated" | "unchanged" | "there" | UnreadFile["why"];

/** A line of the report; `slug` and `title` are empty for what is no article. */
export type MovedFile = { path: string; became: Became; slug: string; title: string; notices: MoveNotice[] };

/**
 * `source`: null to find out; `site`: the former address, like `https://old.example`, or empty; `publish`: what has no date, too,
 * goes on the site. `as`: what published posts become, null for what they were: mails are issues. `list`: the slug of the list of
 * those, null for the first.
 */
export type MoveOrder = {
  source: SourceKind | null;
  site: string;
  dryRun: boolean;
  update: boolean;
  publish: boolean;
  as: "articles" | "issues" | null;
  list: string | null;
  actor: string;
};

type MoveWatch = {
  /** Told of each file, in order. */
  onFile: (file: MovedFile) => void;
  onProgress: (files: number, of: number) => void;
  /** Told of each picture before it is asked for on the web. */
  onFetch: (address: string) => void;
};

export type SiteMoveFault = SiteFault | FeedFault | { error: "unknown-source" | "no-list" };

export type Moved = { source: SourceKind; counts: Partial<Record<Became, number>>; fetched: number };

/**
 * Moves the posts of a folder, an archive or a file in. Nothing is refused whole: what cannot be kept of a post is left out and
 * told. A run that was broken off is run again, and goes on.
 * @param path of the folder, the zip or the file; or the address of a feed
 */
export async function moveIn(
  context: Context,
  path: string,
  order: MoveOrder,
  watch: MoveWatch,
): Promise<Moved | SiteMoveFault> {
  const site = isAddress(path) ? await siteOfFeed(context, path) : await siteAt(path);
  if ("error" in site) return site;
  const source = order.source ?? (await recognisedSource(site));
  if (source === null) return { error: "unknown-source" };
  const list = await listOf(context, order.list);
  if (list === undefined && order.list !== null) return { error: "no-list" };
  const counts: Moved["counts"] = {};
  // Followers go on once, at the end: they are not woken by every single article.
  const quiet = { ...context, followAtOnce: undefined };
  const { move, fetched } = await moverOf(quiet, site, source, { ...order, listId: list?.id ?? null }, watch);
  const posts = sources[source].posts(site, { timeZone: await timeZoneOf(context), site: order.site });
  let done = 0;
  for await (const post of posts) {
    const file =
      "why" in post ? { path: post.path, became: post.why, slug: "", title: "", notices: [] } : await move(post);
    counts[file.became] = (counts[file.became] ?? 0) + 1;
    watch.onFile(file);
    watch.onProgress((done += 1), Math.max(done, site.wanted.length));
  }
  if (!order.dryRun) {
    const sums = Object.entries(counts).map(([became, count]) => `${count} ${became}`);
    await logAction(context, order.actor, "import site", `${sources[source].name}: ${sums.join(", ")}`.slice(0, 500));
    await context.followAtOnce?.(context, ["article-moved-in", "issue-moved-in"]);
  }
  return { source, counts, fetched: fetched() };
}

type Ordered = MoveOrder & { listId: number | null };

async function listOf(context: Context, slug: string | null): Promise<List | undefined> {
  const lists = await allLists(context);
  return slug === null ? lists[0] : lists.find((one) => one.slug === slug);
}

/** A post becomes what it was, or what was asked for; a draft is never an issue that was sent. */
function kindOf(post: ReadPost, as: MoveOrder["as"]): ReadPost["kind"] {
  if (post.isDraft || post.publishedAt === null || as === "articles") return "article";
  return as === "issues" ? "issue" : post.kind;
}

async function moverOf(context: Context, site: SiteFiles, source: SourceKind, order: Ordered, watch: MoveWatch) {
  const { listId } = order;
  const origin: Origin = { source, program: sources[source].name, site: siteKey(order.site), listId };
  const there = await keptPosts(context, origin.site);
  const giveSlug = await slugGiver(context);
  const pictures = movePictures(context, site, { origin: order.site, dryRun: order.dryRun, onFetch: watch.onFetch });
  const move = async (read: ReadPost): Promise<MovedFile> => {
    const kept = there.get(read.key);
    const fitting = fitted(read, context.clock(), order.publish);
    const post = { ...fitting, kind: kindOf(fitting, order.as) };
    const file = { path: post.path, slug: kept?.slug ?? "", title: post.title };
    if (kept && (!order.update || kept.hash === hashOf(post)))
      return { ...file, became: order.update ? "unchanged" : "there", notices: [] };
    const slug = kept?.slug ?? giveSlug(post);
    const { notices, ...made } = await madeOf(context, post, pictures);
    const isIssue = post.kind === "issue" && listId !== null;
    const became: Became = kept ? "updated" : post.isDraft ? "draft" : isIssue ? "issue" : "published";
    if (order.dryRun) return { ...file, slug, became, notices };
    // A picture that was not to be had is looked for again.
    const hash = notices.some(({ what }) => what.startsWith("picture-")) ? "" : hashOf(post);
    const saved = await keepPost(context, origin, { ...post, ...made, hash }, slug, kept, order.actor);
    // The same key twice in one run, as in an archive with a copy, is the same article too.
    there.set(post.key, { id: saved.id, articleId: saved.articleId, version: saved.version, slug: saved.slug, hash });
    if (post.kind === "issue" && !saved.isInArchive) notices.push({ what: "not-in-archive", line: null, detail: "" });
    if (saved.wasEdited) notices.push({ what: "edited-here", line: null, detail: "" });
    return { ...file, slug: saved.slug, became, notices };
  };
  return { move, fetched: pictures.fetched };
}

/** Makes a post's body and brings its pictures in; the notices are all of the post's. */
async function madeOf(context: Context, post: ReadPost, pictures: PictureMove) {
  const notices = [...post.notices];
  const note = (notice: MoveNotice) => void notices.push(notice);
  const picture = async (src: string, line: number | null) => {
    const brought = await pictures.bring(post, src);
    if ("id" in brought) return brought;
    note({ ...brought, line });
    return null;
  };
  const lead = post.image && (await picture(post.image.src, null));
  const made = await bodies[post.body.format](post, { origin: context.config.appUrl, picture, note });
  return { made, imageId: lead?.id ?? null, image: lead && post.image, notices };
}

function siteKey(site: string): string {
  return site === "" ? "" : new URL(site).host;
}
