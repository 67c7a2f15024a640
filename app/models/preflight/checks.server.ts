import type { IssueCheck } from "./check.server.ts";
import { faultChecks } from "./faults.server.ts";
import { inboxLineChecks } from "./inboxLine.server.ts";
import { peopleChecks } from "./people.server.ts";
import { piecesChecks } from "./pieces.server.ts";
import { sendingChecks } from "./sending.server.ts";

/** Everything that an issue is checked for. A new check is an entry in the table of its place. */
export const issueChecks = {
  ...faultChecks,
  ...inboxLineChecks,
  ...piecesChecks,
  ...peopleChecks,
  ...sendingChecks,
} satisfies Record<string, IssueCheck>;

export type IssueCheckName = keyof typeof issueChecks;
