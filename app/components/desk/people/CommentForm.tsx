import { useId, useRef, useState } from "react";
import { Button, Field, Select, TextArea } from "#app/components/desk/kit.tsx";
import type { Colleague } from "#app/models/comments/mentions.ts";
import type { Passage } from "#app/models/comments/passages.ts";
import { useAct } from "./usePeople.ts";

type CommentFormProps = {
  label: string;
  /** The words of its button. */
  button: string;
  named: Colleague[];
  /** The words that it is about, and the way to give them up; null for the whole. */
  passage?: Passage | null;
  onWhole?: () => void;
  /** The thread that it answers. */
  thread?: number;
  act: (fields: Record<string, string>) => Promise<string | null>;
};

/** The form for a comment, or for an answer to one. Its words stay until the desk has them. */
export function CommentForm({ label, button, named, passage = null, onWhole, thread, act }: CommentFormProps) {
  const [text, setText] = useState("");
  const { busy, fault, run } = useAct(act);
  const area = useRef<HTMLDivElement>(null);
  const id = useId();
  const add = async () => {
    const about: Record<string, string> = passage ? { quote: passage.quote, before: passage.before } : {};
    const done = await run({ intent: "comment", text, ...about, ...(thread ? { thread: String(thread) } : {}) });
    if (!done) return;
    setText("");
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
            maxLength={4000}
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
        {named.length > 0 && (
          <Select
            aria-label="Name somebody, who gets a mail"
            value=""
            className="max-w-48"
            onChange={(event) => name(event.target.value)}
          >
            <option value="">@ Name somebody</option>
            {named.map((person) => (
              <option key={person.id} value={person.name}>
                {person.name}
              </option>
            ))}
          </Select>
        )}
      </div>
    </form>
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
