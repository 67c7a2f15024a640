import { useRevalidator } from "@remix-run/react";
import { Button, Field, Panel, Select } from "#app/components/desk/kit.tsx";
import { StateLine } from "#app/components/desk/issues/StateLine.tsx";
import { StatusBadge } from "#app/components/desk/issues/StatusBadge.tsx";
import { postAct, useAct } from "#app/components/desk/people/usePeople.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { mayMove } from "#app/models/issues/states.ts";
import type { StepTaken } from "#app/models/issues/steps.server.ts";
import type { Reviewer } from "#app/models/sending/askReview.server.ts";
import type { Standing } from "#app/models/sending/standing.server.ts";
import type { Role } from "#db/schema/desk.ts";
import { StepList } from "./StepList.tsx";

type StatePanelProps = {
  number: number;
  standing: Standing;
  /** The reason in words why its approval lets nothing go. */
  held: string | null;
  steps: StepTaken[];
  reviewers: Reviewer[];
  role: Role;
  me: number;
  timeZone: string;
};

/** The state of an open issue with what led to it, and the form that asks somebody for a review. */
export function StatePanel({ number, standing, held, steps, reviewers, role, me, timeZone }: StatePanelProps) {
  const { state, goesAt, of } = standing;
  // Asking the same person again would mail them again, and nothing else.
  const others = state === "in-review" ? reviewers.filter(({ name }) => name !== of) : reviewers;
  const { busy, fault, run } = useReview(number);
  return (
    <Panel title="State">
      {held && <p className="mb-3 text-sm text-bad">{held}</p>}
      <p className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StatusBadge state={state} goesAt={goesAt} timeZone={timeZone} />
        <StateLine standing={standing} timeZone={timeZone} />
      </p>
      {mayMove("ask-review", state, role) && others.length > 0 && (
        <AskForm
          isIn={state === "in-review"}
          {...{ reviewers: others, me, busy, fault }}
          onAsk={(of) => void run({ intent: "ask-review", of })}
        />
      )}
      {mayMove("end-review", state, role) && (
        <Button type="button" className="mt-3" disabled={busy} onClick={() => void run({ intent: "end-review" })}>
          End the review
        </Button>
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

/** Asks for reviews and ends them without the router, which would take the page away when the desk cannot be reached. */
function useReview(number: number) {
  const { revalidate } = useRevalidator();
  return useAct(async (fields) => {
    const { fault } = await postAct(deskIssuePath(number, "people"), fields);
    if (fault === null) revalidate();
    return fault;
  });
}

type AskFormProps = Pick<StatePanelProps, "reviewers" | "me"> & {
  /** True when somebody has been asked already. */
  isIn: boolean;
  busy: boolean;
  fault: string | null;
  onAsk: (of: string) => void;
};

function AskForm({ reviewers, me, isIn, busy, fault, onAsk }: AskFormProps) {
  // One is offered oneself last: a second pair of eyes sees more.
  const offered = [...reviewers].sort((one, other) => Number(one.id === me) - Number(other.id === me));
  return (
    <form
      className="mt-4 space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(String(new FormData(event.currentTarget).get("of")));
      }}
    >
      <Field
        id="review-of"
        label={isIn ? "Ask somebody else for the review" : "Ask for a review"}
        error={fault}
        hint="They get a mail, and may approve it."
      >
        <Select key={offered[0]?.id} name="of">
          {offered.map(({ id, name }) => (
            <option key={id} value={id}>
              {id === me ? `${name} (you)` : name}
            </option>
          ))}
        </Select>
      </Field>
      <Button disabled={busy}>Ask for a review</Button>
    </form>
  );
}
