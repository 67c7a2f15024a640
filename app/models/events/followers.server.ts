import { setTimeout as rest } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { tellEvents } from "#app/models/deliveries/sendNotices.server.ts";
import { indexEvents } from "#app/models/search/index.server.ts";
import { endApprovals } from "#app/models/sending/endedApprovals.server.ts";
import { noteFeeds } from "#app/models/websub/pings.server.ts";
import { followEvents, followingAtOnce, type Followers } from "./following.server.ts";

/** Everybody who does something about what happened. Who writes knows none of them: a new one is a line here. */
export const followers = {
  approvals: {
    source: "events",
    kinds: ["article-saved", "issue-saved"],
    meanwhile: "approvals of what was saved since do not end, and such issues do not go out by themselves",
    atOnce: true,
    apply: endApprovals,
  },
  search: {
    source: "events",
    kinds: ["article-saved", "article-published", "article-unpublished", "article-deleted", "issue-started"],
    meanwhile: "readers do not find the newest articles and issues",
    atOnce: true,
    apply: indexEvents,
  },
  notices: {
    source: "events",
    kinds: ["issue-approved", "issue-started", "issue-paused", "issue-resumed", "issue-cancelled", "issue-finished"],
    meanwhile: "nobody is told how a send goes",
    atOnce: true,
    apply: tellEvents,
  },
  feeds: {
    source: "events",
    kinds: [
      "article-saved",
      "article-published",
      "article-unpublished",
      "article-corrected",
      "topic-left",
      "issue-started",
    ],
    meanwhile: "the WebSub hub is not told of changes",
    atOnce: false,
    apply: noteFeeds,
  },
} as const satisfies Followers;

/** Lets followers go on that are behind; the sender and the site ask again and again. @returns how many events were passed */
export function followAll(context: Context): Promise<number> {
  return followEvents(context, followers);
}

/** How often a site looks whether something was left to follow, for which no sender need run. Milliseconds. */
const lookAgain = 2000;

/** Lets followers go on while the site runs, until `stop`. */
export async function keepFollowing(context: Context, stop: AbortSignal): Promise<void> {
  let fails = false;
  while (!stop.aborted) {
    try {
      await followAll(context);
      fails = false;
    } catch (error) {
      // A database that is away for an hour is said once.
      if (!fails) context.log.warn({ error }, "what happened cannot be followed; it is tried again");
      fails = true;
    }
    await rest(lookAgain, undefined, { signal: stop, ref: false }).catch(() => {});
  }
}

/** For the context of every process that writes. */
export const followAtOnce = followingAtOnce(followers);
