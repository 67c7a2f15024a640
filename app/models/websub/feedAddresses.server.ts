import { topicPath } from "#app/models/sitePaths.ts";

/** The content of a feed: all articles, those of one topic, or the sent issues. */
export type FeedSubject = { of: "articles" } | { of: "topic"; slug: string } | { of: "issues" };

/** Conventional paths of feeds, and the feed that each means. */
const habits: [habit: RegExp, path: (slug: string) => string][] = [
  [/^\/(feeds?|rss2?|index)(\/(rss2?|feed)|\.rss|\.xml)?$/, () => "/feed.xml"],
  [/^\/(feed\/)?atom(\.xml)?$/, () => "/feed.atom"],
  [/^\/(feed\/json|json-?feed|feed\/feed\.json)$/, () => "/feed.json"],
  [/^\/topics\/([^/]{1,300})\/(rss|feed)(\.xml)?$/, (slug) => `/topics/${slug}/feed.xml`],
];

/**
 * @param path of a request that no route answers
 * @returns the path of the feed that it means, or null
 */
export function feedMeantBy(path: string): string | null {
  const trimmed = path.replace(/\/+$/, "");
  for (const [habit, to] of habits) {
    const found = habit.exec(trimmed.toLowerCase());
    // A slug keeps its case as requested.
    if (found) return to(trimmed.split("/")[2] ?? "");
  }
  return null;
}

/** Returns the path of a feed, without its format's extension. */
export function feedPath(subject: FeedSubject): string {
  if (subject.of === "topic") return `${topicPath(subject.slug)}/feed`;
  return subject.of === "issues" ? "/issues/feed" : "/feed";
}

export type FeedFormat = "rss" | "atom" | "json";
/** The extension and media type of each format. */
export const feedFormats: Record<FeedFormat, { ending: string; type: string; name: string }> = {
  rss: { ending: ".xml", type: "application/rss+xml", name: "RSS" },
  atom: { ending: ".atom", type: "application/atom+xml", name: "Atom" },
  json: { ending: ".json", type: "application/feed+json", name: "JSON Feed" },
};
