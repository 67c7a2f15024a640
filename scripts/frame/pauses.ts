import { isOpen, type Issue } from "#app/models/issues.server.ts";
import { utc } from "#app/models/reasons.server.ts";
import { Fault } from "./faults.ts";

/** Why an issue stands still, and how it goes on. */
export function wordPause({ number, pause }: Issue): string {
  if (!pause) return `Issue ${number} is paused.`;
  return (
    `Issue ${number} is paused since ${utc(pause.at)} by ${pause.by}: ${pause.reason}\n` +
    `To go on: npm run resume-issue -- --issue ${number}`
  );
}

/** Why an issue can be neither paused nor cancelled. */
export function notSending(issue: Issue): Fault {
  if (issue.status === "paused") return new Fault(`${wordPause(issue)}\nNothing was changed.`);
  const state = isOpen(issue) ? "has not been sent yet" : "has been sent already";
  return new Fault(`Issue ${issue.number} ${state}. Nothing was changed.`);
}
