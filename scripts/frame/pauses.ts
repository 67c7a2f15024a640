import { utc } from "#app/models/dates.server.ts";
import { isOpen, type Issue } from "#app/models/issues/issues.server.ts";
import { CommandFault } from "./faults.ts";

/** Says why an issue is paused, and how it continues. */
export function describePause({ number, pause }: Issue): string {
  if (!pause) return `Issue ${number} is paused.`;
  return (
    `Issue ${number} is paused since ${utc(pause.at)} by ${pause.by}: ${pause.reason}\n` +
    `To go on: npm run resume-issue -- --issue ${number}`
  );
}

/** The fault of an issue that can be neither paused nor cancelled. */
export function notSending(issue: Issue): CommandFault {
  if (issue.status === "paused") return new CommandFault(`${describePause(issue)}\nNothing was changed.`);
  const state = isOpen(issue) ? "has not been sent yet" : "has been sent already";
  return new CommandFault(`Issue ${issue.number} ${state}. Nothing was changed.`);
}
