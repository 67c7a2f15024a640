import { useState } from "react";
import { countText } from "#app/components/desk/issues/words.ts";
import { Button, Field, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import type { SectionRule } from "#app/models/sections.ts";
import { ChoiceRow } from "./ChoiceRow.tsx";
import { fetchProposed, useFilters } from "./usePicker.ts";

type RuleFillerProps = {
  /** The issue's number. */
  issue: number;
  section: string;
  rule: SectionRule | null;
  /** Ids of articles in the issue. */
  placed: number[];
  timeZone: string;
  onRule: (rule: SectionRule) => void;
  onAdd: (choices: ArticleChoice[]) => void;
  onClose: () => void;
};

/** Fills a section by its rule: proposes the newest articles of a topic, of which somebody adds all or some. */
export function RuleFiller({ issue, section, rule, placed, timeZone, onRule, onAdd, onClose }: RuleFillerProps) {
  const { topics } = useFilters();
  const [topic, setTopic] = useState(rule?.topic ?? "");
  const [count, setCount] = useState(rule?.count ?? 5);
  const [proposed, setProposed] = useState<ArticleChoice[] | null>(null);
  const [left, setLeft] = useState<number[]>([]);
  const [failed, setFailed] = useState(false);
  const look = async () => {
    const asked = { topic, count };
    onRule(asked);
    const found = await fetchProposed(issue, asked);
    setFailed(!found);
    setProposed(found);
    setLeft([]);
  };
  const shown = proposed?.filter(({ id }) => !placed.includes(id)) ?? [];
  const chosen = shown.filter(({ id }) => !left.includes(id));
  return (
    <div role="group" aria-label={`Fill ${section} by rule`} className="rounded-md border border-rule bg-paper p-3">
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-24">
          <Field id="rule-count" label="The newest" term="rule">
            <TextInput
              type="number"
              min={1}
              max={100}
              value={count}
              onChange={(event) => setCount(Math.min(100, Math.max(1, Math.round(Number(event.target.value)) || 1)))}
            />
          </Field>
        </div>
        <div className="min-w-0 flex-1 basis-40">
          <Field id="rule-topic" label="Of the topic">
            <Select value={topic} onChange={(event) => setTopic(event.target.value)}>
              <option value="">Choose one</option>
              {topics.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Button type="button" disabled={topic === ""} onClick={() => void look()}>
          Show
        </Button>
        <Button type="button" onClick={onClose}>
          Done
        </Button>
      </div>
      <p role="status" className="mt-3 text-sm text-muted">
        {failed ? "The articles could not be looked up. Try again." : proposedWords(proposed && shown.length)}
        {topics.length === 0 && " No article has a topic yet: give some on the articles’ pages first."}
      </p>
      <ul className="mt-1 divide-y divide-rule">
        {shown.map((choice) => (
          <ChoiceRow
            key={choice.id}
            {...{ choice, timeZone }}
            isMarked={!left.includes(choice.id)}
            onMark={(on) => setLeft(on ? left.filter((id) => id !== choice.id) : [...left, choice.id])}
          />
        ))}
      </ul>
      {chosen.length > 0 && (
        <Button type="button" kind="primary" className="mt-2" onClick={() => onAdd(chosen)}>
          Add {countText(chosen.length, "article")}
        </Button>
      )}
    </div>
  );
}

function proposedWords(count: number | null): string {
  if (count === null) return "Articles of a topic, published since the last issue, that have not run yet.";
  if (count === 0) return "None was published since the last issue, or all have run.";
  return `${countText(count, "article")} published since the last issue, not run yet.`;
}
