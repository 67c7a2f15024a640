import { useState, type KeyboardEvent } from "react";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";

type TopicsProps = {
  topics: string[];
  known: string[];
  error: string[] | null;
  onChange: (topics: string[]) => void;
};

const most = 8;

/** The article's topics as chips; typing suggests existing ones. */
export function ArticleTopics({ topics, known, error, onChange }: TopicsProps) {
  const [typed, setTyped] = useState("");
  const add = () => {
    const name = typed.trim().replace(/\s+/g, " ");
    if (name && !topics.some((topic) => topic.toLowerCase() === name.toLowerCase())) onChange([...topics, name]);
    setTyped("");
  };
  const keys = (event: KeyboardEvent) => {
    if ((event.key === "Enter" || event.key === ",") && !event.nativeEvent.isComposing) {
      event.preventDefault();
      add();
    }
    if (event.key === "Backspace" && typed === "") onChange(topics.slice(0, -1));
  };
  return (
    <div>
      <Field
        id="topic"
        label="Topics"
        term="topic"
        error={error}
        hint={topics.length < most ? "Enter adds one. The first stands above the headline." : `At most ${most}.`}
      >
        <div className="flex gap-2">
          <TextInput
            value={typed}
            list="known-topics"
            maxLength={60}
            autoComplete="off"
            disabled={topics.length >= most}
            onChange={(event) => setTyped(event.target.value.replace(/,/g, ""))}
            onKeyDown={keys}
          />
          <Button type="button" onClick={add} disabled={typed.trim() === ""}>
            Add
          </Button>
        </div>
      </Field>
      <datalist id="known-topics">
        {known
          .filter((name) => !topics.includes(name))
          .map((name) => (
            <option key={name} value={name} />
          ))}
      </datalist>
      {topics.length > 0 && (
        <ul aria-label="Topics of this article" className="mt-3 flex flex-wrap gap-2">
          {topics.map((topic) => (
            <li
              key={topic}
              className="flex max-w-full items-center gap-1 rounded-full border border-rule bg-sunken pl-3 text-sm"
            >
              <bdi className="min-w-0">{topic}</bdi>
              <button
                type="button"
                aria-label={`Remove the topic ${topic}`}
                onClick={() => onChange(topics.filter((one) => one !== topic))}
                className="inline-flex size-8 shrink-0 cursor-pointer items-center justify-center rounded-full text-muted hover:text-bad"
              >
                <span aria-hidden>×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
