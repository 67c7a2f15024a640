import { wording } from "#app/models/faults.ts";
import type { ReviewAsked } from "./askReview.server.ts";

/** Words why a review cannot be asked for. */
export const wordReviewFault = wording<Extract<ReviewAsked, { error: unknown }>>({
  "not-found": () => "There is no such issue any more.",
  "not-open": () => "Only a draft goes into review: this issue is approved, or has left.",
  "no-reviewer": () => "Choose an operator or an owner: they may approve it.",
});
