import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import type { Findings, Named } from "#app/models/sending/rehearsal/findings.server.ts";
import { rehearseReaders } from "#app/models/sending/rehearsal/run.server.ts";
import { rehearsalFault, rehearsalRows, rehearsalWarnings } from "#app/models/sending/rehearsal/text.server.ts";
import { table } from "./terminal.ts";

/** The result of a rehearsal for people; errors come first. */
export function rehearsalReport(found: Findings): string {
  const blocked = rehearsalFault(found);
  return [
    ...(blocked ? [`It cannot be sent. ${wordIssueFault(blocked)}`, ...names(found.faults), ""] : []),
    ...rehearsalWarnings(found).map((warning) => `Warning: ${warning}`),
    ...names(found.duplicates),
    table(rehearsalRows(found)),
  ].join("\n");
}

function names({ count, named }: Named): string[] {
  const lines = named.map(({ email, reason }) => `  ${email}: ${reason}`);
  return count > named.length ? [...lines, `  and ${count - named.length} more`] : lines;
}

type Refusal = Extract<Awaited<ReturnType<typeof rehearseReaders>>, { error: string }>;

/** Says why a rehearsal was refused. */
export function refusals(number: number, refusal: Refusal): string {
  if (refusal.error === "faults")
    return `Issue ${number} cannot be rehearsed:\n${refusal.faults.map((fault) => `  - ${wordIssueFault(fault)}`).join("\n")}`;
  const words = {
    "not-found": "There is no such issue any more.",
    "not-set-up": "The briefing is not set up yet. Run: npm run set-up -- --help",
    "already-sent": `Issue ${number} has been sent already; there is nothing to rehearse.`,
    running: `Issue ${number} is being rehearsed already, at the desk or at another terminal.`,
  };
  return words[refusal.error];
}
