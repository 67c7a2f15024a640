import { useState } from "react";
import { Badge, Field, TextInput } from "#app/components/desk/kit.tsx";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";

type ArticlePickerProps = {
  choices: ArticleChoice[];
  /** Ids of articles in the issue. */
  taken: number[];
  onSearch: (words: string) => void;
  onAdd: (choice: ArticleChoice) => void;
};

/** Searches articles and adds them to the issue. */
export function ArticlePicker({ choices, taken, onSearch, onAdd }: ArticlePickerProps) {
  const [words, setWords] = useState("");
  return (
    <div className="mt-4 rounded-md border border-rule bg-sunken p-3 sm:p-4">
      <Field id="find-article" label="Add an article">
        <TextInput
          type="search"
          placeholder="Headline, byline or slug"
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            onSearch(event.target.value);
          }}
          // Enter searches; it must not save the issue.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      </Field>
      {choices.length === 0 && (
        <p role="status" className="mt-3 text-sm text-muted">
          {words ? `No article has “${words}” in its headline, byline or slug.` : "There are no articles yet."}
        </p>
      )}
      <ul className="mt-2 divide-y divide-rule">
        {choices.map((choice) => {
          const there = taken.includes(choice.id);
          return (
            <li key={choice.id} className="flex items-center gap-3 py-2">
              <div className="min-w-0 flex-1">
                <p className="text-sm leading-snug font-medium">
                  <bdi>{choice.headline}</bdi>
                </p>
                <p className="mt-0.5 flex flex-wrap items-center gap-2 text-sm text-muted">
                  <bdi>{choice.byline}</bdi>
                  {!choice.onSite && <Badge>Goes on the site with the issue</Badge>}
                </p>
              </div>
              <button
                type="button"
                aria-disabled={there}
                aria-label={there ? `“${choice.headline}” is in the issue` : `Add “${choice.headline}”`}
                onClick={() => !there && onAdd(choice)}
                className="min-h-10 shrink-0 cursor-pointer rounded-md border border-field/60 bg-raised px-3 text-sm font-medium hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-default aria-disabled:border-transparent aria-disabled:bg-transparent aria-disabled:font-normal aria-disabled:text-muted"
              >
                {there ? "In the issue" : "Add"}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
