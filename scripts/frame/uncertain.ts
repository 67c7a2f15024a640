import { utc } from "#app/models/dates.server.ts";
import type { Uncertain } from "#app/models/sending/uncertain.server.ts";

/** The uncertain deliveries of an issue for people, each with what to look it up by. */
export function uncertainTable(number: number, uncertain: Uncertain[]): string {
  if (uncertain.length === 0) return `Nothing is uncertain of issue ${number}.`;
  const blocks = uncertain.map(({ email, claimedAt, attempts, messageId, reply }) =>
    [
      email,
      `  handed over  ${claimedAt === null ? "unknown when" : utc(claimedAt)}${attempts > 1 ? `, at try ${attempts}` : ""}`,
      `  Message-ID   ${messageId}`,
      `  happened     ${reply ?? "nothing was recorded"}`,
    ].join("\n"),
  );
  const hint = "Look for them in the mail server's log; then run this again with --resend or --accept, and --why.";
  return [...blocks, hint].join("\n");
}
