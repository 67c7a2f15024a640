import { percent } from "#app/models/shares.ts";

/**
 * When complaints warn, and when they stop sends (P-01): shares of what was handed over. The least keeps chance out: one
 * complaint of 50 readers is 2 %, and says nothing.
 */
export const complaintLimits = { warn: { least: 3, share: 0.001 }, stop: { least: 5, share: 0.003 } };

/** Says how many readers complain about the editions of the last 30 days. */
export function wordComplaints({ complaints, accepted }: { complaints: number; accepted: number }): string {
  return (
    `${complaints.toLocaleString("en")} of the ${accepted.toLocaleString("en")} mails of the last 30 days were marked as spam, ` +
    `${percent(complaints / accepted)}. From ${percent(complaintLimits.stop.share)} on providers refuse senders. An operator can ` +
    "allow sends all the same in the settings, under Health."
  );
}
