import { utc } from "#app/models/dates.server.ts";
import type { Uncertain } from "#app/models/sending/uncertain.server.ts";

/** Lists the uncertain deliveries of a send, with the data to look them up. @param name like `issue 12` */
export function uncertainTable(name: string, uncertain: Uncertain[]): string {
  if (uncertain.length === 0) return `Nothing is uncertain of ${name}.`;
  const blocks = uncertain.map(({ email, claimedAt, attempts, messageId, reply }) =>
    [
      email,
      `  handed over  ${claimedAt === null ? "not known whether" : utc(claimedAt)}${attempts > 1 ? `, at try ${attempts}` : ""}`,
      `  Message-ID   ${messageId}`,
      `  happened     ${reply ?? "nothing was recorded"}`,
    ].join("\n"),
  );
  const hint = "Look for them in the mail server's log; then run this again with --resend or --accept, and --why.";
  return [...blocks, hint].join("\n");
}
