import { useCallback } from "react";
import { RichTextField } from "#app/components/desk/RichTextField.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { IssueEditor } from "#app/models/sending/issueEditor.server.ts";
import { InboxLine } from "./InboxLine.tsx";
import { preheaderHint, subjectHint } from "./hints.ts";
import type { IssueDraft } from "./draft.ts";

type MailFieldsProps = {
  composition: IssueEditor;
  draft: IssueDraft;
  /** True while nothing can be changed here. */
  isReading: boolean;
  followed: number;
  onChange: (part: Partial<IssueDraft>) => void;
  /** Called with each key in the intro. */
  onText: (part: Pick<IssueDraft, "intro">) => void;
};

/**
 * The part of the mail beside its articles: its line in an inbox, its readers, its first lines. The lines are not disabled
 * for readers: a field that is loses the focus.
 */
export function MailFields({ composition, draft, isReading, followed, onChange, onText }: MailFieldsProps) {
  const changeIntro = useCallback((intro: IssueDraft["intro"]) => onText({ intro }), [onText]);
  return (
    <>
      <Panel title="What the inbox shows">
        <div className="space-y-5">
          <Field id="subject" label="Subject" hint={subjectHint(draft.subject)}>
            <TextInput
              name="subject"
              readOnly={isReading}
              value={draft.subject}
              onChange={(event) => onChange({ subject: event.target.value })}
            />
          </Field>
          <Field id="preheader" label="Preheader" term="preheader" hint={preheaderHint(draft.preheader)}>
            <TextInput
              name="preheader"
              readOnly={isReading}
              value={draft.preheader}
              onChange={(event) => onChange({ preheader: event.target.value })}
            />
          </Field>
          <InboxLine from={composition.fromName} subject={draft.subject} preheader={draft.preheader} />
        </div>
      </Panel>
      <fieldset disabled={isReading} className="min-w-0 space-y-6">
        <Panel title="Who gets it">
          <Field id="listId" label="List" term="list">
            <Select
              name="listId"
              value={draft.listId}
              onChange={(event) => onChange({ listId: Number(event.target.value) })}
            >
              {composition.lists.map((list) => (
                <option key={list.id} value={list.id}>
                  {list.name} ({countText(list.active, "active reader")})
                </option>
              ))}
            </Select>
          </Field>
        </Panel>
        <Panel title="Intro">
          <Field id="intro" label="A few lines before the articles">
            <RichTextField
              label="Intro"
              images
              initial={draft.intro}
              readOnly={isReading}
              followed={followed}
              onChange={changeIntro}
              height="min-h-32"
            />
          </Field>
        </Panel>
      </fieldset>
    </>
  );
}
