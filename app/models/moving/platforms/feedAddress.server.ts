import { Readable } from "node:stream";
import type { Context } from "#app/context.server.ts";
import { fetchSafely, type FetchFault } from "#app/models/safeFetch.server.ts";
import { firstBelow, foreignPage } from "../html/tree.server.ts";
import type { SiteFiles } from "../siteFiles.server.ts";

/** Why a feed was not fetched. */
export type FeedFault = { error: "not-fetched"; why: FetchFault } | { error: "no-feed" };

/** True for what is an address on the web and no path. */
export function isAddress(typed: string): boolean {
  return /^https?:\/\//i.test(typed);
}

/** Fetches the feed at an address, or the one that the page there names (S-10), as a site of one file. */
export async function siteOfFeed(context: Context, address: string): Promise<SiteFiles | FeedFault> {
  const accept = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/html;q=0.5";
  let fetched = await fetchSafely(context, address, { accept });
  if (!("error" in fetched) && isPage(fetched.bytes)) {
    const named = feedNamedIn(fetched.bytes.toString("utf8"), fetched.url);
    if (named === null) return { error: "no-feed" };
    fetched = await fetchSafely(context, named, { accept });
  }
  if ("error" in fetched) return { error: "not-fetched", why: fetched };
  if (isPage(fetched.bytes)) return { error: "no-feed" };
  const { bytes } = fetched;
  const name = "feed.xml";
  return {
    ...{ name, wanted: [name], all: [name], has: (path) => path === name },
    read: async (path, most) => {
      if (path !== name) return Promise.resolve({ error: "unreadable" });
      return Promise.resolve(bytes.length > most ? { error: "too-large" } : { bytes });
    },
    open: (path) => Readable.from(path === name ? [bytes] : []),
  };
}

function isPage(bytes: Buffer): boolean {
  return /<(!doctype html|html|head|body)[\s>]/i.test(bytes.toString("latin1", 0, 2000));
}

function feedNamedIn(html: string, url: string): string | null {
  const link = firstBelow(
    foreignPage(html.slice(0, 1_000_000)).root,
    ({ name, attributes: { rel = "", type = "" } }) =>
      name === "link" && /(^|\s)alternate(\s|$)/i.test(rel) && /^application\/(rss|atom)\+xml$/i.test(type),
  );
  return link?.attributes.href ? (URL.parse(link.attributes.href, url)?.href ?? null) : null;
}
