import { useRef } from "react";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, type Reply } from "#app/components/desk/reply.ts";
import type { ArticleSource } from "#app/models/articles/articles.server.ts";

type SourcesProps = {
  sources: ArticleSource[];
  reply: Reply | undefined;
  onChange: (sources: ArticleSource[]) => void;
};

/** The article's sources: rows of title and URL, ordered by buttons. */
export function Sources({ sources, reply, onChange }: SourcesProps) {
  const list = useRef<HTMLOListElement>(null);
  const said = useRef<HTMLParagraphElement>(null);
  const say = (words: string) => said.current && (said.current.textContent = words);
  const set = (at: number, part: Partial<ArticleSource>) =>
    onChange(sources.map((source, i) => (i === at ? { ...source, ...part } : source)));
  const move = (from: number, to: number) => {
    const moved = sources.toSpliced(from, 1).toSpliced(to, 0, sources[from]!);
    onChange(moved);
    say(`Source ${from + 1} is now source ${to + 1} of ${sources.length}.`);
    focusLater(list.current, `[data-source="${to}"] [data-move="${to < from ? "up" : "down"}"]`);
  };
  const remove = (at: number) => {
    onChange(sources.toSpliced(at, 1));
    say(`Source ${at + 1} is removed.`);
    focusLater(list.current, `[data-source="${Math.max(0, at - 1)}"] input`);
  };
  const add = () => {
    onChange([...sources, { title: "", url: "" }]);
    focusLater(list.current, `[data-source="${sources.length}"] input`);
  };
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Sources</legend>
      {faultsAt(reply, "sources") && <p className="mb-2 text-sm font-medium text-bad">{faultsAt(reply, "sources")}</p>}
      <p ref={said} role="status" className="sr-only" />
      <ol ref={list} className="space-y-4">
        {sources.map((source, i) => (
          <li key={i} data-source={i} className="space-y-3 rounded-md border border-rule p-3">
            <Field
              id={`source-${i}-title`}
              label={`Title of source ${i + 1}`}
              error={faultsAt(reply, `sources[${i}].title`)}
            >
              <TextInput
                value={source.title}
                maxLength={300}
                onChange={(event) => set(i, { title: event.target.value })}
              />
            </Field>
            <Field id={`source-${i}-url`} label="Address" error={faultsAt(reply, `sources[${i}].url`)}>
              <TextInput
                type="url"
                value={source.url}
                placeholder="https://"
                maxLength={2000}
                onChange={(event) => set(i, { url: event.target.value.trim() })}
              />
            </Field>
            <div className="flex gap-2">
              <Step way="up" number={i + 1} disabled={i === 0} onClick={() => move(i, i - 1)} />
              <Step way="down" number={i + 1} disabled={i === sources.length - 1} onClick={() => move(i, i + 1)} />
              <Button type="button" className="ml-auto" aria-label={`Remove source ${i + 1}`} onClick={() => remove(i)}>
                Remove
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <Button type="button" className="mt-3" onClick={add}>
        Add a source
      </Button>
    </fieldset>
  );
}

type StepProps = { way: "up" | "down"; number: number; disabled: boolean; onClick: () => void };

function Step({ way, number, disabled, onClick }: StepProps) {
  return (
    <Button
      type="button"
      data-move={way}
      aria-label={`Move source ${number} ${way}`}
      aria-disabled={disabled}
      className="w-10 px-0 aria-disabled:opacity-40"
      onClick={() => !disabled && onClick()}
    >
      <span aria-hidden>{way === "up" ? "↑" : "↓"}</span>
    </Button>
  );
}

/** After the rows have moved. */
function focusLater(list: Element | null, selector: string) {
  requestAnimationFrame(() => list?.querySelector<HTMLElement>(selector)?.focus());
}
