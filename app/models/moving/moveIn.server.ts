import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { allLists, type List } from "#app/models/readers/lists.server.ts";
import { openMover } from "./mover.server.ts";
import type { MovedFile, Moved, MoveOrder, MoveWatch } from "./moves.server.ts";
import { isAddress, siteOfFeed, type FeedFault } from "./platforms/feedAddress.server.ts";
import type { UnreadFile } from "./post.server.ts";
import { siteAt, type SiteFault, type SiteFiles } from "./siteFiles.server.ts";
import { recognisedSource, sources } from "./sources.server.ts";

export type SiteMoveFault = SiteFault | FeedFault | { error: "unknown-source" | "no-list" };

/**
 * Moves the posts of a folder, an archive or a file in. Nothing is refused whole: what cannot be kept of a post is left out and
 * told. A run that was broken off is run again, and goes on.
 * @param from the path of a folder, a zip or a file, or the address of a feed; or the files themselves
 */
export async function moveIn(
  context: Context,
  from: string | SiteFiles | SiteFault,
  order: MoveOrder,
  watch: MoveWatch,
): Promise<Moved | SiteMoveFault> {
  const site = typeof from !== "string" ? from : isAddress(from) ? await siteOfFeed(context, from) : await siteAt(from);
  if ("error" in site) return site;
  const source = order.source ?? (await recognisedSource(site));
  if (source === null) return { error: "unknown-source" };
  const list = await listOf(context, order.list);
  if (list === undefined && order.list !== null) return { error: "no-list" };
  const address = order.site || ((await sources[source].address?.(site)) ?? "");
  const counts: Moved["counts"] = {};
  // Followers go on once, at the end: they are not woken by every single article.
  const quiet = { ...context, followAtOnce: undefined };
  const ordered = { ...order, source, site: address, listId: list?.id ?? null };
  const how = { timeZone: await timeZoneOf(context), site: address };
  const mover = await openMover(quiet, site, ordered, watch);
  // Read twice: a link may lead to a post that comes later.
  for await (const post of sources[source].posts(site, how)) if (!("why" in post)) mover.plan(post);
  let done = 0;
  for await (const post of sources[source].posts(site, how)) {
    const file = "why" in post ? unmoved(post) : await mover.move(post);
    counts[file.became] = (counts[file.became] ?? 0) + 1;
    watch.onFile(file);
    watch.onProgress((done += 1), Math.max(done, site.wanted.length));
    await watch.breathe?.();
  }
  const sums = await mover.end();
  if (!order.dryRun) {
    const each = Object.entries(counts).map(([became, count]) => `${count} ${became}`);
    await logAction(context, order.actor, "import site", `${sources[source].name}: ${each.join(", ")}`.slice(0, 500));
    await context.followAtOnce?.(context, ["article-moved-in", "issue-moved-in"]);
  }
  return { source, counts, ...sums };
}

function unmoved({ path, why }: UnreadFile): MovedFile {
  return { path, became: why, slug: "", title: "", notices: [] };
}

async function listOf(context: Context, slug: string | null): Promise<List | undefined> {
  const lists = await allLists(context);
  return slug === null ? lists[0] : lists.find((one) => one.slug === slug);
}
