import type { ImportCounts } from "#app/models/readers/import/imports.server.ts";

/** Words for what rows became, or would, by the counts of an import. */
export const outcomeWords: Record<Exclude<keyof ImportCounts, "rows" | "endedHere">, string> = {
  imported: "Join the list",
  asked: "Never confirmed there: asked by mail",
  alreadyThere: "Are on the list already",
  ended: "Left the list here before, stay away",
  suppressed: "Are suppressed here, stay away",
  left: "Left there: kept as somebody who left",
  bounced: "Mail to them came back there: suppressed",
  blocked: "Must not be written to there: suppressed",
  complained: "Complained there: suppressed",
  unconfirmed: "Never confirmed there: not added",
  inactive: "Get no mail there: not added",
  duplicates: "Stand in the file twice",
  malformed: "Have no address that can be read",
};
