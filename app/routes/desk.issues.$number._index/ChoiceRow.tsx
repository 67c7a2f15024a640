import type { MouseEvent } from "react";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import { Marks } from "./PieceRow.tsx";

type ChoiceRowProps = {
  choice: ArticleChoice;
  timeZone: string;
  isMarked: boolean;
  onMark: (on: boolean) => void;
  /** Adds it alone; where it is left out, there is no button for that. */
  onAdd?: () => void;
};

/** An article that can be added: by itself, or with others that are marked. */
export function ChoiceRow({ choice, timeZone, isMarked, onMark, onAdd }: ChoiceRowProps) {
  const { headline, byline, minutes } = choice;
  return (
    <li className="flex items-center gap-3 py-1">
      <div className="min-w-0 flex-1 py-0.5">
        <label className="flex min-h-6 cursor-pointer items-center gap-3 text-sm leading-snug font-medium pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={isMarked}
            onChange={(event) => onMark(event.target.checked)}
            className="size-4 shrink-0 accent-accent"
          />
          <bdi className="min-w-0 wrap-anywhere">{headline}</bdi>
        </label>
        <p className="flex flex-wrap gap-x-2 ps-7 text-xs wrap-anywhere text-muted">
          <bdi className="empty:hidden">{byline}</bdi>
          <span>{minutes} min</span>
          <Marks about={choice} timeZone={timeZone} />
        </p>
      </div>
      {onAdd && (
        <button
          type="button"
          aria-label={`Add “${headline}”`}
          onClick={(event) => {
            focusBeside(event);
            onAdd();
          }}
          className="min-h-8 shrink-0 cursor-pointer rounded-md border border-field/60 bg-raised px-3 text-sm font-medium hover:bg-sunken pointer-coarse:min-h-11"
        >
          Add
        </button>
      )}
    </li>
  );
}

/** An article that is added leaves the list, and its button with it: the next one gets the focus. */
function focusBeside({ currentTarget }: MouseEvent): void {
  const row = currentTarget.closest("li")!;
  const beside = row.nextElementSibling ?? row.previousElementSibling;
  const next = beside?.querySelector("button") ?? document.getElementById("find-article");
  next?.focus();
}
