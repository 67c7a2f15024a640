import { Form } from "@remix-run/react";
import { Button, Field, Panel, TextInput } from "#app/components/desk/kit.tsx";
import type { Recommendation } from "#app/models/growth/recommendations.server.ts";
import type { GrowthAnswer, TypedBriefing } from "./answer.ts";

type RecommendedProps = {
  recommended: Recommendation[];
  most: number;
  mayChange: boolean;
  answer: GrowthAnswer | undefined;
};

/** Other briefings, in the order in which readers see them. */
export function RecommendedBriefings({ recommended, most, mayChange, answer }: RecommendedProps) {
  const of = (id: number) => (answer && answer.id === id ? answer : undefined);
  return (
    <Panel title="Recommended briefings">
      <p className="mb-5 max-w-prose text-sm text-muted">
        Plain links, the same for everybody: who presses one is not counted.
      </p>
      {recommended.length === 0 && !mayChange && <p className="text-sm">None is recommended.</p>}
      <ol className="space-y-4">
        {recommended.map((one, i) => (
          <li key={one.id} className="rounded-md border border-rule p-4">
            <p className="font-semibold">
              <bdi>{one.name}</bdi>
            </p>
            <p className="text-sm" dir="auto">
              {one.says}
            </p>
            <p className="mt-1 text-sm break-all text-muted" dir="ltr">
              {one.url}
            </p>
            {mayChange && (
              <Acts one={one} isFirst={i === 0} isLast={i === recommended.length - 1} answer={of(one.id)} />
            )}
          </li>
        ))}
      </ol>
      {mayChange && recommended.length < most && (
        <div className={recommended.length > 0 ? "mt-6 border-t border-rule pt-5" : ""}>
          <h3 className="mb-3 text-sm font-semibold">Add one</h3>
          <BriefingForm
            key={recommended.length}
            id={0}
            typed={answer?.id === 0 ? answer.typed : undefined}
            faults={of(0)?.faults}
          />
        </div>
      )}
    </Panel>
  );
}

type ActsProps = { one: Recommendation; isFirst: boolean; isLast: boolean; answer: GrowthAnswer | undefined };

function Acts({ one, isFirst, isLast, answer }: ActsProps) {
  return (
    <>
      <Form method="post" className="mt-3 flex flex-wrap gap-2">
        <input type="hidden" name="id" value={one.id} />
        {!isFirst && (
          <Button name="intent" value="up" aria-label={`Move ${one.name} up`}>
            Up
          </Button>
        )}
        {!isLast && (
          <Button name="intent" value="down" aria-label={`Move ${one.name} down`}>
            Down
          </Button>
        )}
        <Button kind="danger" name="intent" value="remove" aria-label={`Remove ${one.name}`}>
          Remove
        </Button>
      </Form>
      <details className="mt-3" open={answer !== undefined && Object.keys(answer.faults).length > 0}>
        <summary className="cursor-pointer py-2 text-sm font-medium">Change</summary>
        <BriefingForm
          key={one.name + one.url + one.says}
          id={one.id}
          typed={answer?.typed ?? one}
          faults={answer?.faults}
        />
      </details>
    </>
  );
}

type FormProps = { id: number; typed: TypedBriefing | undefined; faults: Partial<TypedBriefing> | undefined };

function BriefingForm({ id, typed, faults = {} }: FormProps) {
  return (
    <Form method="post" noValidate className="mt-2 space-y-4">
      <input type="hidden" name="intent" value={id === 0 ? "add" : "save"} />
      <input type="hidden" name="id" value={id} />
      <Field id={`name-${id}`} label="Name" error={faults.name}>
        <TextInput name="name" defaultValue={typed?.name} maxLength={80} autoComplete="off" />
      </Field>
      <Field id={`url-${id}`} label="Address" error={faults.url} hint="Of its sign-up page, best.">
        <TextInput name="url" type="url" dir="ltr" defaultValue={typed?.url} autoComplete="off" />
      </Field>
      <Field id={`says-${id}`} label="A sentence about it" error={faults.says}>
        <TextInput name="says" defaultValue={typed?.says} maxLength={240} autoComplete="off" />
      </Field>
      <Button kind={id === 0 ? "primary" : "quiet"}>{id === 0 ? "Add" : "Save"}</Button>
    </Form>
  );
}
