import { memo } from "react";
import { countText } from "#app/components/desk/issues/words.ts";
import { LiveCount } from "#app/components/desk/segments/LiveCount.tsx";
import { Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { IssueEditor } from "#app/models/sending/issueEditor.server.ts";
import { InboxLine } from "./InboxLine.tsx";
import { preheaderHint, subjectHint } from "./hints.ts";
import type { IssueDraft } from "./draft.ts";
import { LazyText } from "./LazyText.tsx";
import { SubjectPlanPanel } from "./SubjectPlanPanel.tsx";

type MailFieldsProps = {
  composition: IssueEditor;
  draft: IssueDraft;
  /** True while nothing can be changed here. */
  isReading: boolean;
  followed: number;
  /** The same function for as long as the page is open. */
  onChange: (part: Partial<IssueDraft>) => void;
  /** Called with each key in the intro. */
  onText: (part: Pick<IssueDraft, "intro">) => void;
};

/**
 * The part of the mail beside its articles: its line in an inbox, its readers, its first lines. Each is drawn again only
 * when it has changed itself, so that typing in one of 25 pieces, or in the intro, draws none.
 */
export function MailFields({ composition, draft, isReading, followed, onChange, onText }: MailFieldsProps) {
  const { subject, subjectPlan, preheader, listId, segmentId, intro } = draft;
  const { fromName, lists, segments } = composition;
  return (
    <>
      <InboxFields {...{ subject, preheader, fromName, isReading, onChange }} />
      <SubjectPlanPanel
        {...{ subjectPlan, isReading, onChange }}
        facts={composition.subjectFacts}
        audience={composition.audience}
      />
      <fieldset disabled={isReading} className="min-w-0 space-y-6">
        <ListField {...{ listId, lists, segmentId, segments, onChange }} />
        <Panel title="Intro">
          <LazyText
            id="intro"
            label="Intro"
            hint="A few lines before the articles"
            text={intro}
            {...{ isReading, followed }}
            onChange={(intro) => onText({ intro })}
            height="min-h-32"
          />
        </Panel>
      </fieldset>
    </>
  );
}

type InboxFieldsProps = Pick<IssueDraft, "subject" | "preheader"> &
  Pick<IssueEditor, "fromName"> &
  Pick<MailFieldsProps, "isReading" | "onChange">;

/** The lines are not disabled for readers: a field that is loses the focus. */
const InboxFields = memo(function InboxFields({ subject, preheader, fromName, isReading, onChange }: InboxFieldsProps) {
  return (
    <Panel title="What the inbox shows">
      <div className="space-y-5">
        <Field id="subject" label="Subject" hint={subjectHint(subject)}>
          <TextInput
            name="subject"
            readOnly={isReading}
            value={subject}
            onChange={(event) => onChange({ subject: event.target.value })}
          />
        </Field>
        <Field id="preheader" label="Preheader" term="preheader" hint={preheaderHint(preheader)}>
          <TextInput
            name="preheader"
            readOnly={isReading}
            value={preheader}
            onChange={(event) => onChange({ preheader: event.target.value })}
          />
        </Field>
        <InboxLine from={fromName} subject={subject} preheader={preheader} />
      </div>
    </Panel>
  );
});

type ListFieldProps = Pick<IssueDraft, "listId" | "segmentId"> &
  Pick<IssueEditor, "lists" | "segments"> &
  Pick<MailFieldsProps, "onChange">;

const ListField = memo(function ListField({ listId, lists, segmentId, segments, onChange }: ListFieldProps) {
  const segment = segments.find(({ id }) => id === segmentId);
  return (
    <Panel title="Who gets it">
      <div className="space-y-5">
        <Field id="listId" label="List" term="list">
          <Select name="listId" value={listId} onChange={(event) => onChange({ listId: Number(event.target.value) })}>
            {lists.map((list) => (
              <option key={list.id} value={list.id}>
                {list.name} ({countText(list.active, "active reader")})
              </option>
            ))}
          </Select>
        </Field>
        {segments.length > 0 && (
          <Field id="segmentId" label="Segment" term="segment">
            <Select
              name="segmentId"
              value={segmentId ?? ""}
              onChange={(event) => onChange({ segmentId: Number(event.target.value) || null })}
            >
              <option value="">All of the list</option>
              {segments.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {segment && (
          <div className="space-y-1 text-sm">
            <p>
              Readers of the list <bdi>{segment.words}</bdi>.
            </p>
            <LiveCount asked={{ segment: segment.id, list: listId }} />
          </div>
        )}
      </div>
    </Panel>
  );
});
