import { Notice } from "../kit.tsx";
import type { SaveAnswer } from "./answers.ts";
import { Conflict } from "./Conflict.tsx";

type FaultsProps = {
  answer: SaveAnswer | undefined;
  timeZone: string;
  saving: boolean;
  /** Saves what is typed here over that version. */
  onSaveOver: (version: number) => void;
  onStartAgain: () => void;
};

/** Why the issue is not saved, when it is not. */
export function Faults({ answer, timeZone, saving, onSaveOver, onStartAgain }: FaultsProps) {
  if (!answer || "saved" in answer) return null;
  if ("refused" in answer)
    return (
      <Notice tone="bad" fault={answer}>
        {answer.refused}
      </Notice>
    );
  if ("errors" in answer)
    return (
      <Notice tone="bad" fault={answer}>
        The issue is not saved yet: mend what is marked below, then save again.
      </Notice>
    );
  return (
    <Conflict
      theirs={answer.conflict}
      timeZone={timeZone}
      busy={saving}
      onKeepMine={() => onSaveOver(answer.conflict.version)}
      onTakeTheirs={onStartAgain}
    />
  );
}
