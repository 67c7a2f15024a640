import { Time } from "#app/components/desk/Time.tsx";
import type { IssueStep, StepTaken } from "#app/models/issues/steps.server.ts";

/** Each step, before the name of who took it; its detail stands after that. */
const stepWords: Record<IssueStep, { words: string; detail?: string }> = {
  begin: { words: "Begun" },
  "ask-review": { words: "Review asked", detail: "of" },
  "end-review": { words: "Review ended" },
  approve: { words: "Approved" },
  schedule: { words: "Approved for a time of its own" },
  withdraw: { words: "Approval taken back" },
  "end-approval": { words: "Approval ended", detail: "because" },
  send: { words: "Sent off" },
  choose: { words: "A subject chosen for the rest" },
  pause: { words: "Paused" },
  resume: { words: "Resumed" },
  cancel: { words: "The rest cancelled" },
  finish: { words: "Gone out" },
};

/** The steps of an issue, newest first, each with its person and time. */
export function StepList({ steps, timeZone }: { steps: StepTaken[]; timeZone: string }) {
  return (
    <ol aria-label="What happened" className="space-y-2 text-sm">
      {steps.map(({ step, by, at, detail }, i) => (
        <li key={i} className="wrap-anywhere">
          {stepWords[step].words} by <bdi>{by}</bdi>
          {detail && (
            <>
              {" "}
              {stepWords[step].detail} <bdi>{detail}</bdi>
            </>
          )}
          <span className="block text-muted">
            <Time at={at} timeZone={timeZone} />
          </span>
        </li>
      ))}
    </ol>
  );
}
