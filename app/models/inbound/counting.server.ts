import type { ReturnKind } from "#app/models/deliveries/returns.server.ts";
import { goneCodes } from "./domainDoubts.server.ts";
import type { ReportKind } from "./reports.ts";

/** The kinds that an edition's counts have. */
export const countedAs: Partial<Record<ReportKind, ReturnKind>> = {
  ...{ hard: "hard", soft: "soft", block: "block", complaint: "complaint", "opt-out": "leave", leave: "leave" },
};

/**
 * True when an act counts for its edition. One reader who complains about every issue is one complaint: nobody alone stops
 * the sends of a small list.
 */
export function isCounted(kind: ReturnKind, act: string | null): boolean {
  return act !== null && !(kind === "complaint" && act === "known");
}

/** A bounce, with the way by which its delivery was found, and the door that it came by. */
type Said = {
  confidence: string;
  status: string | null;
  category: string | null;
  by: string | null;
  door: string;
};

/**
 * True where nobody but a server that had our mail can say that there is no such mailbox, and says so by its code. The
 * Message-ID alone is seen by many: it stands in answers, in copies, and in archives of lists. So does a queue's name for it.
 */
export function isCertainlyGone({ confidence, status, category, by, door }: Said): boolean {
  if ((by === "message-id" || by === "queue-id") && door !== "webhook") return false;
  return confidence === "certain" && goneCodes.includes(status ?? "") && (category === null || category === "address");
}
