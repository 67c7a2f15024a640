import { useId, useRef } from "react";
import { Button, Field, Select, TextArea } from "#app/components/desk/kit.tsx";
import type { Colleague } from "#app/models/comments/mentions.ts";
import type { Passage } from "#app/models/comments/passages.ts";
import { dropText, useKeptText } from "./useKeptText.ts";
import { useAct } from "./usePeople.ts";

type CommentFormProps = {
  label: string;
  /** The words of its button. */
  button: string;
  named: Colleague[];
  /** The words that it is about, and the way to give them up; null for the whole. */
  passage?: Passage | null;
  onWhole?: () => void;
  /** The form on its page and who writes: its words stay in the tab under this name. */
  place: string;
  /** Posted beside the words. */
  fields: Record<string, string>;
  /** The words that it begins with. */
  start?: string;
  /** Closes the form, and lets its words go. */
  onCancel?: () => void;
  act: (fields: Record<string, string>) => Promise<string | null>;
};

/** The form for a comment, or for an answer to one. Its words stay until the desk has them. */
export function CommentForm({ label, button, named, passage = null, onWhole, ...rest }: CommentFormProps) {
  const { place, fields, start = "", onCancel, act } = rest;
  const [text, setText] = useKeptText(place, start);
  const { busy, fault, run } = useAct(act);
  const area = useRef<HTMLDivElement>(null);
  const id = useId();
  const add = async () => {
    const about: Record<string, string> = passage ? { quote: passage.quote, before: passage.before } : {};
    if (!(await run({ ...fields, text, ...about }))) return;
    dropText(place);
    setText(start);
    onWhole?.();
  };
  const name = (person: string) => {
    setText(`${text}${text === "" || /\s$/.test(text) ? "" : " "}@${person} `);
    area.current?.querySelector("textarea")?.focus();
  };
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      {passage && (
        <div className="flex flex-wrap items-start justify-between gap-2 text-sm">
          <p className="min-w-0 flex-1 basis-48">
            About the chosen words: <Quote words={passage.quote} />
          </p>
          <Button type="button" onClick={onWhole}>
            About the whole instead
          </Button>
        </div>
      )}
      <div ref={area}>
        <Field id={id} label={label} error={fault}>
          <TextArea
            name="text"
            rows={3}
            readOnly={busy}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              void add();
            }}
          />
        </Field>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button disabled={busy}>{button}</Button>
        {onCancel && (
          <Button
            type="button"
            disabled={busy}
            onClick={() => {
              dropText(place);
              onCancel();
            }}
          >
            Cancel
          </Button>
        )}
        {named.length > 0 && <NameChoice named={named} onName={name} />}
      </div>
    </form>
  );
}

type NameChoiceProps = { named: Colleague[]; onName: (name: string) => void };

function NameChoice({ named, onName }: NameChoiceProps) {
  return (
    <Select
      aria-label="Name somebody, who gets a mail"
      value=""
      className="max-w-48"
      onChange={(event) => onName(event.target.value)}
    >
      <option value="">@ Name somebody</option>
      {named.map((person) => (
        <option key={person.id} value={person.name}>
          {person.name}
        </option>
      ))}
    </Select>
  );
}

/** The words that a comment is about. */
export function Quote({ words }: { words: string }) {
  return (
    <q dir="auto" className="wrap-anywhere border-s-2 border-accent/50 ps-2 font-serif italic">
      {words}
    </q>
  );
}
