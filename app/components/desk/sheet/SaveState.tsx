import { spell } from "#app/components/desk/Time.tsx";
import type { SaverState } from "./saver.ts";
import { troubleWords } from "./words.ts";

type SaveStateProps = {
  state: SaverState;
  /** Time of the last save; null before the first. */
  savedAt: number | null;
  /** False for a save of an earlier visit, which is shown with its date. */
  isFresh: boolean;
  timeZone: string;
  /** Said after the time. */
  more?: string;
};

/** Whether the server has it all, beside the title. Only trouble is announced, and that by the banner. */
export function SaveState({ state, savedAt, isFresh, timeZone, more = "" }: SaveStateProps) {
  const isWrong = state.phase === "trouble" || state.phase === "stopped";
  return (
    <span role="status" aria-live="off" className={isWrong ? "font-medium text-bad" : "text-muted"}>
      {wordsOf(state) ?? (savedAt === null ? "Nothing to save yet" : `Saved ${moment(savedAt)}${more}`)}
    </span>
  );

  function moment(at: number) {
    const whole = spell(at, timeZone);
    return isFresh ? whole.slice(-5) : whole;
  }
}

/** @returns null when all is saved */
function wordsOf({ phase, trouble, unreadable, stop }: SaverState): string | null {
  if (phase === "saved") return null;
  if (phase === "unsaved" || phase === "saving")
    return trouble ? `Not saved: ${troubleWords[trouble].short}` : "Saving";
  if (trouble) return `Not saved: ${troubleWords[trouble].short}`;
  if (unreadable) return "Not saved: see below";
  return stop?.error === "gone" ? "Not saved: it was deleted" : "Not saved: see below";
}
