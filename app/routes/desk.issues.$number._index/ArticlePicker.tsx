import { useState } from "react";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import { ChoiceRow } from "./ChoiceRow.tsx";
import { PickerFields } from "./PickerFields.tsx";
import { usePicker } from "./usePicker.ts";

type ArticlePickerProps = {
  /** The issue's number. */
  issue: number;
  /** The name of the section, in quotes. */
  section: string;
  /** Ids of articles in the issue. */
  placed: number[];
  timeZone: string;
  onAdd: (choices: ArticleChoice[]) => void;
  onClose: () => void;
};

/** Finds articles and adds them to a section. Those in the issue are not offered. */
export function ArticlePicker({ issue, section, placed, timeZone, onAdd, onClose }: ArticlePickerProps) {
  const picker = usePicker(issue);
  const { asked, ask, found, failed } = picker;
  const [marked, setMarked] = useState<number[]>([]);
  const choices = found?.choices.filter(({ id }) => !placed.includes(id)) ?? [];
  const chosen = choices.filter(({ id }) => marked.includes(id));
  const add = (those: ArticleChoice[]) => {
    onAdd(those);
    setMarked(marked.filter((id) => !those.some((one) => one.id === id)));
  };
  return (
    <div role="group" aria-label={`Add articles to ${section}`} className="rounded-md border border-rule bg-paper p-3">
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1 basis-56">
          <Field id="find-article" label="Add an article">
            <TextInput
              type="search"
              placeholder="Words of its text or headline"
              value={asked.words}
              onChange={(event) => ask({ words: event.target.value })}
              // Enter searches; it must not save the issue.
              onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
            />
          </Field>
        </div>
        <Button type="button" onClick={onClose}>
          Done
        </Button>
      </div>
      <PickerFields asked={asked} filters={picker.filters} onAsk={ask} />
      <p role="status" className="mt-3 text-sm text-muted">
        {failed
          ? "The desk cannot be reached. It is asked again every few seconds."
          : foundWords(found?.total, picker.isAsking)}
      </p>
      <ul className="mt-1 divide-y divide-rule overflow-y-auto sm:max-h-112">
        {choices.map((choice) => (
          <ChoiceRow
            key={choice.id}
            {...{ choice, timeZone }}
            isMarked={marked.includes(choice.id)}
            onMark={(on) => setMarked(on ? [...marked, choice.id] : marked.filter((id) => id !== choice.id))}
            onAdd={() => add([choice])}
          />
        ))}
      </ul>
      <div className="mt-2 flex flex-wrap gap-3 empty:hidden">
        {chosen.length > 0 && (
          <Button type="button" kind="primary" onClick={() => add(chosen)}>
            Add {countText(chosen.length, "article")}
          </Button>
        )}
        {found?.next && (
          <Button type="button" onClick={() => void picker.more()}>
            Show more
          </Button>
        )}
      </div>
    </div>
  );
}

function foundWords(total: number | undefined, isAsking: boolean): string {
  if (total === undefined) return "Looking…";
  if (total > 0) return `${countText(total, "article")}${isAsking ? "" : ", those edited last first"}.`;
  return isAsking ? "No article is like that, or it stands in the issue already." : "There are no more articles.";
}
