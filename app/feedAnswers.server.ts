import { orNotFound } from "./answers.server.ts";
import type { Context } from "./context.server.ts";
import { answerFile } from "./files.server.ts";
import { feedAddress, feedFormats, writeFeed, type FeedFormat } from "./models/feedFormats.server.ts";
import type { FeedSubject } from "./models/feedPaths.server.ts";
import { feedOf } from "./models/feeds.server.ts";

/** Answers with a feed in a format (W-01 to W-04). @throws the 404 page when there is no such feed */
export async function answerFeed(request: Request, context: Context, subject: FeedSubject, format: FeedFormat) {
  const feed = orNotFound(await feedOf(context, subject));
  const self = `<${feedAddress(feed, format)}>; rel="self"`;
  return answerFile(request, {
    body: writeFeed(feed, format),
    type: `${feedFormats[format].type}; charset=utf-8`,
    changedAt: feed.updatedAt,
    headers: { Link: feed.hub ? `<${feed.hub}>; rel="hub", ${self}` : self },
  });
}
