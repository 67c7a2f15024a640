import { useFetcher } from "@remix-run/react";
import { Button, Field, Panel, Select } from "#app/components/desk/kit.tsx";
import { StateLine } from "#app/components/desk/issues/StateLine.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { StepList } from "./StepList.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { mayMove } from "#app/models/issues/states.ts";
import type { StepTaken } from "#app/models/issues/steps.server.ts";
import type { Reviewer } from "#app/models/sending/askReview.server.ts";
import type { Standing } from "#app/models/sending/standing.server.ts";
import type { Role } from "#db/schema/desk.ts";

type StatePanelProps = {
  number: number;
  standing: Standing;
  steps: StepTaken[];
  reviewers: Reviewer[];
  role: Role;
  me: number;
  timeZone: string;
};

/** The state of an open issue with what led to it, and the form that asks somebody for a review. */
export function StatePanel({ number, standing, steps, reviewers, role, me, timeZone }: StatePanelProps) {
  const fetcher = useFetcher<{ fault: string | null }>();
  const { state, goesAt } = standing;
  const isIn = state === "in-review";
  // One is offered oneself last: a second pair of eyes sees more.
  const offered = [...reviewers].sort((one, other) => Number(one.id === me) - Number(other.id === me));
  return (
    <Panel title="State">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StatusBadge state={state} goesAt={goesAt} timeZone={timeZone} />
        <StateLine standing={standing} timeZone={timeZone} />
      </p>
      {mayMove("ask-review", state, role) && offered.length > 0 && (
        <fetcher.Form method="post" action={deskIssuePath(number, "people")} className="mt-4 space-y-3">
          <input type="hidden" name="intent" value="ask-review" />
          <Field
            id="review-of"
            label={isIn ? "Ask somebody else for the review" : "Ask for a review"}
            error={fetcher.data?.fault}
            hint="They get a mail, and may approve it."
          >
            <Select name="of">
              {offered.map(({ id, name }) => (
                <option key={id} value={id}>
                  {id === me ? `${name} (you)` : name}
                </option>
              ))}
            </Select>
          </Field>
          <Button disabled={fetcher.state !== "idle"}>Ask for a review</Button>
        </fetcher.Form>
      )}
      {isIn && mayMove("end-review", state, role) && (
        <fetcher.Form method="post" action={deskIssuePath(number, "people")} className="mt-3">
          <Button name="intent" value="end-review">
            End the review
          </Button>
        </fetcher.Form>
      )}
      {steps.length > 0 && (
        <details className="mt-4">
          <summary className="min-h-8 cursor-pointer text-sm font-medium">What happened so far</summary>
          <div className="mt-2">
            <StepList steps={steps} timeZone={timeZone} />
          </div>
        </details>
      )}
    </Panel>
  );
}
