import type { Context } from "#app/context.server.ts";
import { feedOf } from "#app/models/site/feeds/feed.server.ts";
import { feedAddress, writeFeed } from "#app/models/site/feeds/formats.server.ts";
import { feedFormats, type FeedFormat, type FeedSubject } from "#app/models/websub/feedAddresses.server.ts";
import { orMoved } from "./moved.server.ts";
import { fileResponse } from "./publicFiles.server.ts";

/** Responds with a feed in a format (W-01 to W-04). @throws the 404 page when there is no such feed */
export async function feedResponse(request: Request, context: Context, subject: FeedSubject, format: FeedFormat) {
  const feed = await orMoved(request, context, await feedOf(context, subject));
  const self = `<${feedAddress(feed, format)}>; rel="self"`;
  return fileResponse(request, {
    body: writeFeed(feed, format),
    type: `${feedFormats[format].type}; charset=utf-8`,
    changedAt: feed.updatedAt,
    headers: { Link: feed.hub ? `<${feed.hub}>; rel="hub", ${self}` : self },
  });
}
