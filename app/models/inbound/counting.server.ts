import type { ReturnKind } from "#app/models/deliveries/returns.server.ts";
import type { ReportKind } from "./reports.ts";

/** The kinds that an edition's counts have. */
export const countedAs: Partial<Record<ReportKind, ReturnKind>> = {
  ...{ hard: "hard", soft: "soft", block: "block", complaint: "complaint", "opt-out": "leave", leave: "leave" },
};

/** Codes of RFC 3463 that say that there is no such mailbox or domain. */
const goneCodes = /^5\.1\.(1|2|3|6|10)$/;

type Said = { confidence: string; status: string | null; category: string | null };

/** True of a bounce by which a server says with its code that there is no such mailbox. */
export function isCertainlyGone({ confidence, status, category }: Said): boolean {
  return confidence === "certain" && goneCodes.test(status ?? "") && (category === null || category === "address");
}
