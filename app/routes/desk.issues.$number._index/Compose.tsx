import { useEffect, useId, useRef } from "react";
import { RichText } from "#app/components/desk/RichText.tsx";
import { InboxLine } from "#app/components/desk/issues/InboxLine.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import { useSaveKey } from "#app/components/desk/useSaveKey.ts";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import { ArticlesPanel } from "./ArticlesPanel.tsx";
import { IssueFaults } from "./IssueFaults.tsx";
import { SavePanel } from "./SavePanel.tsx";
import type { SaveAnswer } from "./answers.ts";
import { preheaderHint, subjectHint } from "./hints.ts";
import type { IssueEditor } from "./issueEditor.server.ts";
import { useComposing, useWarning, type IssueDraft } from "./useComposing.ts";

type ComposeProps = {
  composition: IssueEditor;
  timeZone: string;
  choices: ArticleChoice[];
  onSearch: (words: string) => void;
  /** The result of the last save, if there was one. */
  answer: SaveAnswer | undefined;
  saving: boolean;
  /** @param next the page to open after the save */
  onSave: (form: FormData, next?: string) => void;
  onDirty: (dirty: boolean) => void;
  /** Discards the changes and shows the saved version. */
  onStartAgain: () => void;
  onDelete: () => void;
  /** False for an editor who may write but not send. */
  canSend: boolean;
};

/** The issue's form: subject, preheader, list, intro and articles, saved as one. */
export function Compose(props: ComposeProps) {
  const { composition, timeZone, answer, saving } = props;
  const { draft, saved, dirty, change, noteSent } = useComposing(composition, answer);
  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const save = (next?: string, over = saved.version) => {
    if (saving) return;
    noteSent();
    const data = new FormData(form.current!);
    data.set("version", String(over));
    props.onSave(data, next);
  };
  useSaveKey(save);
  useWarning(dirty, props.onDirty);

  // The error may be far above the button that was pressed.
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (answer && !("saved" in answer)) top.current?.scrollIntoView({ block: "start" });
  }, [answer]);

  const failed = answer !== undefined && !("saved" in answer);
  const errors = answer && "errors" in answer ? answer.errors : {};
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
      <form
        id={formId}
        ref={form}
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        className="min-w-0 space-y-6"
      >
        <div ref={top} className="scroll-mt-4 empty:hidden">
          <IssueFaults
            answer={answer}
            timeZone={timeZone}
            saving={saving}
            onSaveOver={(version) => save(undefined, version)}
            onStartAgain={props.onStartAgain}
          />
        </div>
        <MailFields composition={composition} draft={draft} errors={errors} onChange={change} />
        <ArticlesPanel
          articles={draft.articles}
          choices={props.choices}
          fault={articleFaults(errors)}
          onChange={(articles) => change({ articles })}
          onSearch={props.onSearch}
        />
      </form>
      <SavePanel
        composition={composition}
        formId={formId}
        state={saving ? "saving" : !dirty ? "saved" : failed ? "refused" : "dirty"}
        saved={saved}
        timeZone={timeZone}
        canSend={props.canSend}
        onSaveAnd={(next) => save(next)}
        onDelete={props.onDelete}
      />
    </div>
  );
}

type FieldErrors = Record<string, string[] | null>;

type MailFieldsProps = {
  composition: IssueEditor;
  draft: IssueDraft;
  errors: FieldErrors;
  onChange: (part: Partial<IssueDraft>) => void;
};

/** The part of the mail beside its articles: its line in an inbox, its readers, its first lines. */
function MailFields({ composition, draft, errors, onChange }: MailFieldsProps) {
  return (
    <>
      <Panel title="What the inbox shows">
        <div className="space-y-5">
          <Field id="subject" label="Subject" error={errors.subject} hint={subjectHint(draft.subject)}>
            <TextInput
              name="subject"
              value={draft.subject}
              onChange={(event) => onChange({ subject: event.target.value })}
            />
          </Field>
          <Field id="preheader" label="Preheader" error={errors.preheader} hint={preheaderHint(draft.preheader)}>
            <TextInput
              name="preheader"
              value={draft.preheader}
              onChange={(event) => onChange({ preheader: event.target.value })}
            />
          </Field>
          <InboxLine from={composition.fromName} subject={draft.subject} preheader={draft.preheader} />
        </div>
      </Panel>
      <Panel title="Who gets it">
        <Field id="listId" label="List" error={errors.listId}>
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
        <Field id="intro" label="A few lines before the articles" error={errors.intro}>
          <RichText
            name="intro"
            label="Intro"
            initial={composition.intro}
            onChange={(intro) => onChange({ intro })}
            height="min-h-32"
          />
        </Field>
      </Panel>
    </>
  );
}

function articleFaults(errors: FieldErrors): string {
  const about = Object.entries(errors).filter(([field]) => field.startsWith("articles"));
  return about.flatMap(([, words]) => words ?? []).join(" ");
}
