import { memo } from "react";
import { Button, Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import { newPlan, planLimits, type Decider, type SubjectPlan } from "#app/models/issues/subjectPlan.ts";
import type { IssueEditor } from "#app/models/sending/issueEditor.server.ts";
import { sayTellable } from "#app/models/sending/subjectTests/tellable.ts";
import type { IssueDraft } from "./draft.ts";
import { subjectHint } from "./hints.ts";

type SubjectPlanPanelProps = Pick<IssueDraft, "subjectPlan"> & {
  facts: IssueEditor["subjectFacts"];
  audience: number;
  isReading: boolean;
  onChange: (part: Partial<IssueDraft>) => void;
};

const shares = [5, 10, 20, 30, 40, 50, 80];
const hours = [1, 2, 3, 4, 6, 8, 12, 24, 48, 72];
const ways: Record<Decider, string> = {
  clicks: "Clicks by people",
  replies: "Replies",
  hand: "Somebody, by hand",
};

/** Further subjects of the issue, and how the best of them is found. Most issues have none. */
export const SubjectPlanPanel = memo(function SubjectPlanPanel(props: SubjectPlanPanelProps) {
  const { subjectPlan: plan, facts, isReading, onChange } = props;
  return (
    <Panel title="Try several subjects" term="subject test">
      {plan ? (
        <Plan {...props} plan={plan} />
      ) : (
        <div className="space-y-3 text-sm">
          <p className="text-muted">
            A part of the readers gets one of several subjects; the others get the one that did best.
          </p>
          <Button
            type="button"
            disabled={isReading}
            onClick={() => onChange({ subjectPlan: newPlan(facts.countsClicks) })}
          >
            Try another subject
          </Button>
        </div>
      )}
    </Panel>
  );
});

/** Long because: it is one form of five fields. */
function Plan({ plan, facts, audience, isReading, onChange }: SubjectPlanPanelProps & { plan: SubjectPlan }) {
  const { others, share, decides } = plan;
  const change = (part: Partial<SubjectPlan>) => onChange({ subjectPlan: { ...plan, ...part } });
  const without = (at: number) => {
    const left = others.filter((_, i) => i !== at);
    onChange({ subjectPlan: left.length > 0 ? { ...plan, others: left } : null });
  };
  const byClicks = decides === "clicks" || (decides === "hand" && facts.countsClicks);
  return (
    <fieldset disabled={isReading} className="min-w-0 space-y-5">
      {others.map((other, i) => (
        <div key={i} className="flex items-start gap-3">
          <div className="min-w-0 flex-1">
            <Field id={`subject-${i + 2}`} label={`Subject ${i + 2}`} hint={subjectHint(other)}>
              <TextInput
                value={other}
                onChange={({ target }) => change({ others: others.map((one, at) => (at === i ? target.value : one)) })}
              />
            </Field>
          </div>
          <Button type="button" className="mt-7" aria-label={`Take out subject ${i + 2}`} onClick={() => without(i)}>
            Take out
          </Button>
        </div>
      ))}
      {others.length < planLimits.others && (
        <Button type="button" onClick={() => change({ others: [...others, ""] })}>
          Another subject
        </Button>
      )}
      <div className="grid gap-5 sm:grid-cols-3">
        <Field id="plan-share" label="Who gets one of them first">
          <Select value={share} onChange={({ target }) => change({ share: Number(target.value) })}>
            {withOwn(shares, share).map((one) => (
              <option key={one} value={one}>
                {one} of 100 readers
              </option>
            ))}
          </Select>
        </Field>
        <Field id="plan-hours" label="Decided after">
          <Select value={plan.hours} onChange={({ target }) => change({ hours: Number(target.value) })}>
            {withOwn(hours, plan.hours).map((one) => (
              <option key={one} value={one}>
                {one === 1 ? "1 hour" : `${one} hours`}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="plan-decides" label="Decided by">
          <Select value={decides} onChange={({ target }) => change({ decides: target.value as Decider })}>
            {(Object.keys(ways) as Decider[])
              .filter((way) => way !== "clicks" || facts.countsClicks || decides === "clicks")
              .map((way) => (
                <option key={way} value={way}>
                  {ways[way]}
                </option>
              ))}
          </Select>
        </Field>
      </div>
      <div className="space-y-2 text-sm text-muted">
        <p role="status">
          {sayTellable(
            audience,
            share,
            others.length + 1,
            byClicks ? "click" : "reply",
            byClicks ? facts.clickRate : facts.replyRate,
          )}
        </p>
        {!facts.countsClicks && <p>Clicks can decide once the list counts them (Settings, Counting).</p>}
        <p>
          The hours begin when these mails are out. The archive shows the first subject until then, and the winner’s
          after.
        </p>
      </div>
    </fieldset>
  );
}

/** A script may have saved a number between. */
function withOwn(numbers: number[], own: number): number[] {
  return numbers.includes(own) ? numbers : [...numbers, own].sort((one, other) => one - other);
}
