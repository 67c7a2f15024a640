import { setTimeout as rest } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { endPublishedLinks } from "#app/models/articles/draftLinks.server.ts";
import { endHeldNotices, runPublications } from "#app/models/articles/scheduled.server.ts";
import { followSigns, signsOfLife } from "#app/models/growth/signs.server.ts";
import { followFinished } from "#app/models/inbound/ledgerWalk.server.ts";
import { followSends } from "#app/models/issues/steps.server.ts";
import { tellEvents } from "#app/models/deliveries/sendNotices.server.ts";
import { countDepartures, countReasons } from "#app/models/numbers/departures.server.ts";
import { askToAddUp, countReplies } from "#app/models/numbers/editionSums.server.ts";
import { countedSteps, countSteps, listCursor, weightOfStep } from "#app/models/numbers/listSums.server.ts";
import { followReach } from "#app/models/numbers/reach.server.ts";
import { indexEvents } from "#app/models/search/index.server.ts";
import { revokeApprovals, takesApprovalsBack } from "#app/models/sending/revokedApprovals.server.ts";
import { noteFeeds } from "#app/models/websub/pings.server.ts";
import { followEvents, followingAtOnce, type Followers } from "./following.server.ts";

/** Every follower of what happens. Writers know none of them: a new follower is an entry here. */
export const followers = {
  approvals: {
    source: "events",
    kinds: takesApprovalsBack,
    meanwhile: "approvals of what was changed since do not end, and such issues do not go out by themselves",
    atOnce: true,
    apply: revokeApprovals,
  },
  search: {
    source: "events",
    kinds: [
      "article-saved",
      "article-published",
      "article-moved-in",
      "article-unpublished",
      "article-deleted",
      "issue-moved-in",
      "issue-taken-away",
      "issue-started",
      "subject-chosen",
    ],
    meanwhile: "readers do not find the newest articles and issues",
    atOnce: true,
    apply: indexEvents,
  },
  notices: {
    source: "events",
    kinds: ["issue-approved", "issue-started", "send-paused", "send-resumed", "send-cancelled", "send-finished"],
    meanwhile: "nobody is told how a send goes",
    atOnce: true,
    apply: tellEvents,
  },
  steps: {
    source: "events",
    kinds: ["issue-started", "subject-chosen", "send-paused", "send-resumed", "send-cancelled", "send-finished"],
    meanwhile: "the pages of issues do not list the latest steps of a send",
    atOnce: true,
    apply: followSends,
  },
  hearing: {
    source: "events",
    kinds: ["send-finished"],
    meanwhile: "refusals of finished sends do not count against their readers",
    atOnce: false,
    apply: followFinished,
  },
  signs: {
    source: "consent",
    kinds: signsOfLife,
    meanwhile: "what readers changed on their pages does not count as a sign of them",
    atOnce: false,
    unhurried: true,
    apply: followSigns,
  },
  drafts: {
    source: "events",
    kinds: ["article-published"],
    meanwhile: "secret links to drafts that are published by now are still listed as open",
    atOnce: true,
    apply: endPublishedLinks,
  },
  heldPublications: {
    source: "events",
    kinds: ["article-published", "article-deleted"],
    meanwhile: "notices of articles that were not published in time stay open after their publication",
    atOnce: true,
    apply: endHeldNotices,
  },
  editionLedgers: {
    source: "events",
    kinds: ["send-finished", "deliveries-settled"],
    meanwhile: "the figures of issues that have gone out are counted anew each time",
    atOnce: false,
    apply: askToAddUp,
  },
  replyFigures: {
    source: "events",
    kinds: ["reply-received"],
    meanwhile: "the latest replies are missing in the figures of issues",
    atOnce: false,
    apply: countReplies,
  },
  departures: {
    source: "consent",
    kinds: ["ended", "undone", "erased"],
    meanwhile: "who left last is missing in the figures of issues",
    atOnce: false,
    unhurried: true,
    apply: countDepartures,
  },
  leaveReasons: {
    source: "events",
    kinds: ["leave-reason-told"],
    meanwhile: "the latest reasons for leaving are not counted",
    atOnce: false,
    apply: countReasons,
  },
  [listCursor]: {
    source: "consent",
    kinds: countedSteps,
    meanwhile: "the figures of lists stand still",
    atOnce: false,
    unhurried: true,
    weigh: weightOfStep,
    apply: countSteps,
  },
  reachFigures: {
    source: "events",
    kinds: ["reader-suppressed", "suppression-lifted"],
    meanwhile: "the figures of lists lack whose addresses are suppressed",
    atOnce: false,
    apply: followReach,
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
      "subject-chosen",
    ],
    meanwhile: "the WebSub hub is not told of changes",
    atOnce: false,
    apply: noteFeeds,
  },
} as const satisfies Followers;

/** Lets the followers that are behind go on. @returns how many events were passed */
export function followAll(context: Context): Promise<number> {
  return followEvents(context, followers);
}

/** How often a web process looks for what is due, for sites on which no sender runs. Milliseconds. */
const interval = 2000;

/** Publishes what is due and lets followers go on in a web process, until `stop`. */
export async function keepFollowing(context: Context, stop: AbortSignal): Promise<void> {
  let fails = false;
  while (!stop.aborted) {
    try {
      await runPublications(context);
      await followAll(context);
      fails = false;
    } catch (error) {
      // An outage of the database is logged once.
      if (!fails) context.log.warn({ error }, "what happened cannot be followed; it is tried again");
      fails = true;
    }
    await rest(interval, undefined, { signal: stop, ref: false }).catch(() => {});
  }
}

/** Belongs into the context of every process that writes. */
export const followAtOnce = followingAtOnce(followers);
