import { topicPath } from "#app/models/sitePaths.ts";

/** What a feed is of: all articles, those of one topic, or the issues that went out. */
export type FeedSubject = { of: "articles" } | { of: "topic"; slug: string } | { of: "issues" };

/** Where people and programs look for a feed out of habit, and the feed that is there. */
const habits: [asked: RegExp, path: (slug: string) => string][] = [
  [/^\/(feeds?|rss2?|index)(\/(rss2?|feed)|\.rss|\.xml)?$/, () => "/feed.xml"],
  [/^\/(feed\/)?atom(\.xml)?$/, () => "/feed.atom"],
  [/^\/(feed\/json|json-?feed|feed\/feed\.json)$/, () => "/feed.json"],
  [/^\/topics\/([^/]{1,300})\/(rss|feed)(\.xml)?$/, (slug) => `/topics/${slug}/feed.xml`],
];

/** @param path of an address that nothing answers at @returns the feed that is meant, or null */
export function feedMeantBy(path: string): string | null {
  const asked = path.replace(/\/+$/, "");
  for (const [habit, to] of habits) {
    const found = habit.exec(asked.toLowerCase());
    // What is a slug keeps its letters as they were asked for.
    if (found) return to(asked.split("/")[2] ?? "");
  }
  return null;
}

/** The address of a feed, without its format's ending. */
export function feedPath(subject: FeedSubject): string {
  if (subject.of === "topic") return `${topicPath(subject.slug)}/feed`;
  return subject.of === "issues" ? "/issues/feed" : "/feed";
}

export type FeedFormat = "rss" | "atom" | "json";
/** What a format's addresses end with, and what it is sent as. */
export const feedFormats: Record<FeedFormat, { ending: string; type: string; name: string }> = {
  rss: { ending: ".xml", type: "application/rss+xml", name: "RSS" },
  atom: { ending: ".atom", type: "application/atom+xml", name: "Atom" },
  json: { ending: ".json", type: "application/feed+json", name: "JSON Feed" },
};
