import { Form, useBlocker } from "@remix-run/react";
import { useEffect, useState } from "react";
import { Time } from "#app/components/desk/Time.tsx";
import { Button, Field, NoticeBox, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import { LiveCount } from "#app/components/desk/segments/LiveCount.tsx";
import type { BuilderParts } from "#app/models/segments/choices.server.ts";
import type { SegmentCount } from "#app/models/segments/counting.server.ts";
import {
  changedDraft,
  fieldName,
  mostOfSegment,
  withGroup,
  type DraftRule,
  type DraftStep,
  type Joining,
} from "#app/models/segments/draft.ts";
import { ConditionRow } from "./ConditionRow.tsx";
import { useTyped } from "./useTyped.ts";

/** The answer to a form of the builder: all that was typed, with its faults. */
export type SegmentAnswer = {
  name: string;
  draft: DraftRule;
  faults: Record<string, string>;
  version: number;
  /** Somebody else saved it meanwhile. */
  theirs?: { by: string | null; at: number };
  gone?: true;
};

type SegmentFormProps = {
  /** Of what is typed, in this tab. */
  place: string;
  /** The version that was just saved; null where none was. */
  saved: number | null;
  name: string;
  version: number;
  draft: DraftRule;
  parts: BuilderParts;
  count: SegmentCount | null;
  mayChange: boolean;
  timeZone: string;
  answer: SegmentAnswer | undefined;
};

/** The builder: a plain form, whose buttons add and remove at once where the browser runs scripts. */
export function SegmentForm({ answer, parts, count, mayChange, timeZone, place, saved, ...begun }: SegmentFormProps) {
  const { name, draft, version } = answer ?? begun;
  const faults = answer?.faults ?? {};
  const stored = { name, rule: draft, version };
  const { typed, isChanged, isBack, ...typing } = useTyped({ place, saved, stored, answer });
  const { rule } = typed;
  useUnsaved(isChanged);
  const change = (next: DraftRule) => typing.change({ ...typed, rule: next });
  const step = (next: DraftStep) => change(changedDraft(rule, next));
  return (
    <Form method="post" noValidate className="min-w-0 space-y-6" onSubmit={typing.send}>
      <input type="hidden" name="version" value={typed.version} />
      <Notices {...{ answer, timeZone }} isBack={isBack} onDrop={typing.drop} />
      <fieldset disabled={!mayChange} className="min-w-0 space-y-6">
        <Panel>
          <Field id="name" label="Name" error={faults.name}>
            <TextInput
              name="name"
              value={typed.name}
              maxLength={mostOfSegment.name}
              autoComplete="off"
              onChange={(event) => typing.change({ ...typed, name: event.target.value })}
            />
          </Field>
        </Panel>
        {/* Enter in a field saves, and does not press the first of the other buttons. */}
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden>
          Save
        </button>
        {rule.groups.length > 1 ? (
          <JoiningField
            name="of"
            label="Readers fit"
            of={rule.of}
            what="group"
            onChange={(of) => change({ ...rule, of })}
          />
        ) : (
          <input type="hidden" name="of" value={rule.of} />
        )}
        {rule.groups.map((group, g) => (
          <GroupPanel
            // Groups have no names of their own.
            key={g}
            {...{ rule, g, parts, faults, change, step }}
          />
        ))}
        {mayChange && rule.groups.length < mostOfSegment.groups && (
          <Button name="step" value="add-group" onClick={instead(() => step({ act: "add-group" }))}>
            Add a group
          </Button>
        )}
      </fieldset>
      <LiveCount asked={{ rule }} {...(count && { first: count })} />
      {mayChange && <Button kind="primary">Save the segment</Button>}
    </Form>
  );
}

type NoticesProps = {
  answer: SegmentAnswer | undefined;
  timeZone: string;
  isBack: boolean;
  onDrop: () => void;
};

/** The fate of the words: why they are not saved, or that they are back. */
function Notices({ answer, timeZone, isBack, onDrop }: NoticesProps) {
  return (
    <>
      {isBack && !answer && (
        <NoticeBox tone="plain">
          What you typed before and did not save is back.{" "}
          <button type="button" className="underline underline-offset-4" onClick={onDrop}>
            Show the segment as it is saved
          </button>
        </NoticeBox>
      )}
      {answer?.theirs && (
        <NoticeBox tone="bad" fault={answer}>
          Not saved: {answer.theirs.by ?? "somebody else"} saved the segment on{" "}
          <Time at={answer.theirs.at} timeZone={timeZone} />, after you opened it. What you typed is still here. Save
          again to put it over theirs, or open the segment anew to see theirs.
        </NoticeBox>
      )}
      {answer?.gone && (
        <NoticeBox tone="bad" fault={answer}>
          Not saved: the segment was deleted meanwhile. What you typed is still here.
        </NoticeBox>
      )}
      {answer?.faults[""] && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.faults[""]}
        </NoticeBox>
      )}
    </>
  );
}

/** With scripts a button changes the page at once; without, its form is sent. */
function instead(work: () => void) {
  return (event: { preventDefault(): void }) => {
    event.preventDefault();
    work();
  };
}

/** Asks before the page is left with words that are not saved. */
function useUnsaved(isChanged: boolean) {
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isChanged]);
  useBlocker(
    ({ currentLocation, nextLocation }) =>
      isChanged &&
      currentLocation.pathname !== nextLocation.pathname &&
      !confirm("The segment is not saved. Leave the page nevertheless?"),
  );
}

type GroupPanelProps = {
  rule: DraftRule;
  g: number;
  parts: BuilderParts;
  faults: Record<string, string>;
  change: (next: DraftRule) => void;
  step: (next: DraftStep) => void;
};

/** Conditions that belong together, with the menu that adds one. */
function GroupPanel({ rule, g, parts, faults, change, step }: GroupPanelProps) {
  const group = rule.groups[g]!;
  const title = rule.groups.length > 1 ? `Group ${g + 1}` : "Conditions";
  const [kind, setKind] = useState(parts.kinds[0]!.kind);
  return (
    <section aria-label={title} className="rounded-lg border border-rule bg-raised p-4 sm:p-6">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-base font-semibold">{title}</h2>
        {rule.groups.length > 1 && (
          <Button
            name="step"
            value={`remove-group ${g}`}
            aria-label={`Remove group ${g + 1}`}
            onClick={instead(() => step({ act: "remove-group", group: g }))}
          >
            Remove
          </Button>
        )}
      </div>
      {group.conditions.length > 1 ? (
        <JoiningField
          name={fieldName("of", g)}
          label="Readers fit"
          of={group.of}
          what="condition"
          onChange={(of) => change(withGroup(rule, g, (group) => ({ ...group, of })))}
        />
      ) : (
        <input type="hidden" name={fieldName("of", g)} value={group.of} />
      )}
      <ul className="divide-y divide-rule">
        {group.conditions.map((condition, c) => (
          <ConditionRow
            key={c}
            {...{ condition, g, c, parts, faults }}
            onChange={(next) =>
              change(
                withGroup(rule, g, (group) => ({
                  ...group,
                  conditions: group.conditions.map((one, i) => (i === c ? next : one)),
                })),
              )
            }
            onRemove={() => step({ act: "remove", group: g, condition: c })}
          />
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap items-end gap-3">
        <div className="min-w-0 grow sm:max-w-xs">
          <Field id={`new-${g}`} label="New condition">
            <Select name={fieldName("new", g)} value={kind} onChange={(event) => setKind(event.target.value)}>
              {parts.kinds.map(({ kind, label }) => (
                <option key={kind} value={kind}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Button name="step" value={`add ${g}`} onClick={instead(() => step({ act: "add", group: g, kind }))}>
          Add
        </Button>
      </div>
    </section>
  );
}

type JoiningFieldProps = {
  name: string;
  label: string;
  of: Joining;
  what: "group" | "condition";
  onChange: (of: Joining) => void;
};

function JoiningField({ name, label, of, what, onChange }: JoiningFieldProps) {
  return (
    <Field id={name} label={label}>
      <Select name={name} value={of} onChange={(event) => onChange(event.target.value as Joining)}>
        <option value="all">{`when every ${what} holds`}</option>
        <option value="any">{`when one ${what} holds, or more`}</option>
      </Select>
    </Field>
  );
}
