import type { WithheldSends } from "#app/models/sending/claimDatabase.server.ts";

/** Describes the result of a claim, and the next steps. */
export function claimedWords({ issues, digestSends, drafts }: WithheldSends): string {
  const held = [
    ...issues.map(({ number, uncertain }) => ({ what: `Issue ${number}`, by: `--issue ${number}`, uncertain })),
    ...digestSends.map(({ month, list, uncertain }) => ({
      what: `The digest of ${month} of “${list}”`,
      by: `--digest ${month} --list ${list}`,
      uncertain,
    })),
  ];
  return [
    "Claimed. From now on this database sends, from here.",
    ...held
      .filter(({ uncertain }) => uncertain > 0)
      .map(
        ({ what, by, uncertain }) =>
          `${what}: ${uncertain === 1 ? "1 reader is" : `${uncertain} readers are`} uncertain, because they may have got it since the backup. ` +
          `Settle them: npm run settle -- ${by}`,
      ),
    ...drafts.map((number) => `Issue ${number} was approved, and is a draft again: it may have gone out since.`),
  ].join("\n");
}

export function damageWords(damage: string[]): string {
  return [
    "This database is damaged, and was not claimed:",
    ...damage.map((line) => `  - ${line}`),
    "Restore a backup (npm run restore), or claim it as it is: --despite-damage.",
  ].join("\n");
}
