import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import type { ArticleChoice, Composition } from "../../../models/compositions.server.ts";
import { RichText } from "../RichText.tsx";
import { Field, Notice, Panel, Select, TextInput } from "../kit.tsx";
import type { SaveAnswer } from "./answers.ts";
import { ArticleOrder } from "./ArticleOrder.tsx";
import { ArticlePicker } from "./ArticlePicker.tsx";
import { Conflict } from "./Conflict.tsx";
import { InboxLine } from "./InboxLine.tsx";
import { SavePanel } from "./SavePanel.tsx";
import { countOf } from "./words.ts";

type ComposeProps = {
  composition: Composition;
  timeZone: string;
  choices: ArticleChoice[];
  onSearch: (words: string) => void;
  /** What came of the last save, if one was made. */
  answer: SaveAnswer | undefined;
  saving: boolean;
  /** @param next the page to go to once it is saved */
  onSave: (form: FormData, next?: string) => void;
  onDirty: (dirty: boolean) => void;
  /** Drops what is typed here and starts again from what is saved. */
  onStartAgain: () => void;
  onDelete: () => void;
  /** False for an editor who may write but not send. */
  canSend: boolean;
};

/** The issue's form: subject, preheader, list, intro and articles, saved as one. */
export function Compose(props: ComposeProps) {
  const { composition, timeZone, answer, saving, onSave, onDirty } = props;
  const [version, setVersion] = useState(composition.version);
  const [savedAt, setSavedAt] = useState(composition.updatedAt);
  const [subject, setSubject] = useState(composition.subject);
  const [preheader, setPreheader] = useState(composition.preheader);
  const [listId, setListId] = useState(composition.listId);
  const [intro, setIntro] = useState(composition.intro);
  const [articles, setArticles] = useState(composition.articles);
  const [said, setSaid] = useState("");

  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const now = JSON.stringify([subject, preheader, listId, intro, articles.map(({ id, display }) => [id, display])]);
  const [saved, setSaved] = useState(now);
  const [submitted, setSubmitted] = useState(now);
  const dirty = now !== saved;

  const [heard, setHeard] = useState(answer);
  if (answer !== heard) {
    setHeard(answer);
    if (answer && "saved" in answer) {
      setVersion(answer.saved.version);
      setSavedAt(answer.saved.at);
      setSaved(submitted);
    }
  }

  const save = (next?: string, over = version) => {
    if (saving) return;
    setSubmitted(now);
    const data = new FormData(form.current!);
    data.set("version", String(over));
    onSave(data, next);
  };
  const keys = useRef(save);
  useEffect(() => {
    keys.current = save;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      keys.current();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  useEffect(() => {
    onDirty(dirty);
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [dirty, onDirty]);

  // The fault may be said far above the button that was pressed.
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (answer && !("saved" in answer)) top.current?.scrollIntoView({ block: "start" });
  }, [answer]);

  const errors = answer && "errors" in answer ? answer.errors : {};
  const others = Object.entries(errors).filter(([field]) => field.startsWith("articles"));
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
      <form
        id={formId}
        ref={form}
        method="post"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save();
        }}
        className="min-w-0 space-y-6"
      >
        <div ref={top} className="scroll-mt-4 empty:hidden">
          {answer && "conflict" in answer && (
            <Conflict
              theirs={answer.conflict}
              timeZone={timeZone}
              busy={saving}
              onKeepMine={() => save(undefined, answer.conflict.version)}
              onTakeTheirs={props.onStartAgain}
            />
          )}
          {answer && "refused" in answer && <Notice tone="bad">{answer.refused}</Notice>}
          {Object.keys(errors).length > 0 && (
            <Notice tone="bad">The issue is not saved yet: mend what is marked below, then save again.</Notice>
          )}
        </div>
        <Panel title="What the inbox shows">
          <div className="space-y-5">
            <Field id="subject" label="Subject" error={errors.subject} hint={subjectHint(subject)}>
              <TextInput name="subject" value={subject} onChange={(event) => setSubject(event.target.value)} />
            </Field>
            <Field id="preheader" label="Preheader" error={errors.preheader} hint={preheaderHint(preheader)}>
              <TextInput name="preheader" value={preheader} onChange={(event) => setPreheader(event.target.value)} />
            </Field>
            <InboxLine from={composition.fromName} subject={subject} preheader={preheader} />
          </div>
        </Panel>
        <Panel title="Who gets it">
          <Field id="listId" label="List" error={errors.listId}>
            <Select name="listId" value={listId} onChange={(event) => setListId(Number(event.target.value))}>
              {composition.lists.map((list) => (
                <option key={list.id} value={list.id}>
                  {list.name} ({countOf(list.active, "active reader")})
                </option>
              ))}
            </Select>
          </Field>
        </Panel>
        <Panel title="Intro">
          <Field id="intro" label="A few lines before the articles" error={errors.intro}>
            <RichText name="intro" label="Intro" initial={composition.intro} onChange={setIntro} height="min-h-32" />
          </Field>
        </Panel>
        <div id="articles" className="scroll-mt-4">
          <Panel title={`Articles (${articles.length})`}>
            {others.length > 0 && <Notice tone="bad">{others.flatMap(([, words]) => words ?? []).join(" ")}</Notice>}
            {articles.length === 0 && (
              <p className="text-muted">None yet. Find one below and add it; the order is the order in the mail.</p>
            )}
            <ArticleOrder articles={articles} onChange={setArticles} say={setSaid} />
            <ArticlePicker
              choices={props.choices}
              taken={articles.map(({ id }) => id)}
              onSearch={props.onSearch}
              onAdd={(choice) => {
                setArticles([...articles, { ...choice, display: "summary" }]);
                setSaid(`“${choice.headline}” added at place ${articles.length + 1}.`);
              }}
            />
            <p role="status" className="sr-only">
              {said}
            </p>
          </Panel>
        </div>
      </form>
      <SavePanel
        composition={composition}
        formId={formId}
        state={saving ? "saving" : !dirty ? "saved" : answer && !("saved" in answer) ? "refused" : "dirty"}
        savedAt={savedAt}
        timeZone={timeZone}
        canSend={props.canSend}
        onSaveAnd={(next) => save(next)}
        onDelete={props.onDelete}
      />
    </div>
  );
}

function subjectHint(subject: string): string {
  const length = Array.from(subject).length;
  if (length === 0) return "Phones show the first 40 characters or so.";
  return `${countOf(length, "character")}; phones show the first 40 or so.`;
}

function preheaderHint(preheader: string): string {
  const length = Array.from(preheader).length;
  const said = length === 0 ? "" : `${countOf(length, "character")}. `;
  if (length === 0) return "The line behind the subject; 40 to 130 characters.";
  if (length < 40) return `${said}A little short: from 40 on, nothing else fills the line.`;
  if (length > 130) return `${said}Longer than inboxes show: 130 are enough.`;
  return `${said}A good length.`;
}
