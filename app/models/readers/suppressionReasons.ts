type Kind = {
  /** Its words at the desk and in a terminal, after “suppressed”. */
  because: string;
  /** `on request`: by operators, once the address has asked for mail again; `by confirming`: by its owner alone. */
  lifted: "by operators" | "on request" | "by confirming";
};

/** Every reason for which nothing is sent to an address; the database has no check on its column. */
export const suppressionReasons = {
  complaint: { because: "its reader complained about our mail", lifted: "on request" },
  "hard bounce": { because: "there is no such mailbox", lifted: "by operators" },
  "soft bounces": { because: "issue after issue came back", lifted: "by operators" },
  operator: { because: "an operator wanted it", lifted: "by operators" },
  erased: { because: "its reader was erased", lifted: "by confirming" },
} as const satisfies Record<string, Kind>;

export type SuppressionReason = keyof typeof suppressionReasons;

/** @returns what is known of a reason; null for one that a newer version recorded */
export function suppressionReason(reason: string): Kind | null {
  return Object.hasOwn(suppressionReasons, reason) ? suppressionReasons[reason as SuppressionReason] : null;
}

/** True when an operator may lift a suppression. An erasure and an unknown reason stay. */
export function mayBeLifted(reason: string, hasAskedAgain: boolean): boolean {
  const lifted = suppressionReason(reason)?.lifted;
  return lifted === "by operators" || (lifted === "on request" && hasAskedAgain);
}
