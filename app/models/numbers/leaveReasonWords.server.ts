import type { LeaveReason } from "#app/models/readers/unsubscribe.server.ts";

/** Reasons for leaving, as the desk words them. */
export const leaveReasonWords: Record<LeaveReason, string> = {
  often: "It came too often",
  topic: "Not their topic",
  quality: "Not good enough",
  unasked: "They had not asked for it",
  other: "Another reason",
};
