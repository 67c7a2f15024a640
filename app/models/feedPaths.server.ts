/** What a feed is of: all articles, those of one topic, or the issues that went out. */
export type FeedSubject = { of: "articles" } | { of: "topic"; slug: string } | { of: "issues" };

/** The address of a feed, without its format's ending. */
export function feedPath(subject: FeedSubject): string {
  if (subject.of === "topic") return `/topics/${encodeURIComponent(subject.slug)}/feed`;
  return subject.of === "issues" ? "/issues/feed" : "/feed";
}
