import { accessibilityChecks } from "./accessibility.server.ts";
import { answeredLinkChecks } from "./answeredLinks.server.ts";
import type { IssueCheck } from "./check.server.ts";
import { clientChecks } from "./clients.server.ts";
import { dateChecks } from "./dates.server.ts";
import { faultChecks } from "./faults.server.ts";
import { inboxLineChecks } from "./inboxLine.server.ts";
import { linkChecks } from "./links.server.ts";
import { wholeMailChecks } from "./mail.server.ts";
import { peopleChecks } from "./people.server.ts";
import { pictureChecks } from "./pictures.server.ts";
import { piecesChecks } from "./pieces.server.ts";
import { sendingChecks } from "./sending.server.ts";
import { sponsorChecks } from "./sponsors.server.ts";
import { wordChecks } from "./words.server.ts";

/** Everything that an issue is checked for. A new check is an entry in the table of its place. */
export const issueChecks = {
  ...faultChecks,
  ...inboxLineChecks,
  ...piecesChecks,
  ...sponsorChecks,
  ...pictureChecks,
  ...wordChecks,
  ...dateChecks,
  ...linkChecks,
  ...answeredLinkChecks,
  ...wholeMailChecks,
  ...accessibilityChecks,
  ...clientChecks,
  ...peopleChecks,
  ...sendingChecks,
} satisfies Record<string, IssueCheck>;

export type IssueCheckName = keyof typeof issueChecks;
