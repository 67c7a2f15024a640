import type { AssignFault } from "#app/models/assignments.server.ts";
import { wordMomentFault } from "#app/models/faultWords.server.ts";
import { wording } from "#app/models/faults.ts";
import type { CommentFault } from "./comments.server.ts";
import type { OwnCommentFault } from "./ownComments.server.ts";

/** Words why a comment was not added. */
export const wordCommentFault = wording<CommentFault>({
  gone: () => "What this is about is not there any more. Open the page again.",
  "not-yours": () => "This is not assigned to you any more.",
  "too-many": () => "More than a hundred comments in an hour: wait a while, then try again.",
});

/** Words why a comment was not changed, deleted or brought back. */
export const wordOwnCommentFault = wording<OwnCommentFault>({
  gone: () => "This comment is not there any more.",
  "not-yours": () => "Only who wrote a comment changes or deletes it.",
  "too-late": () => "It is too late for that: a comment is changed within a day, and brought back within an hour.",
  "too-many": () => "Too many changes in an hour: wait a while, then try again.",
});

/** Words why nobody was assigned. */
export const wordAssignFault = wording<AssignFault>({
  nobody: () => "Choose somebody who can open this: a writer has no issues.",
  gone: () => "This is not there any more.",
  "hour-24": () => wordMomentFault({ error: "hour-24" }),
  unreadable: () => wordMomentFault({ error: "unreadable" }),
  skipped: (fault) => wordMomentFault(fault),
});
