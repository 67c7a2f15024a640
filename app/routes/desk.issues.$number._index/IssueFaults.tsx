import { NoticeBox } from "#app/components/desk/kit.tsx";
import { Conflict } from "./Conflict.tsx";
import type { SaveAnswer } from "./answers.ts";

type FaultsProps = {
  answer: SaveAnswer | undefined;
  timeZone: string;
  saving: boolean;
  /** Overwrites that version with the form. */
  onSaveOver: (version: number) => void;
  onStartAgain: () => void;
};

/** Why the issue was not saved. */
export function IssueFaults({ answer, timeZone, saving, onSaveOver, onStartAgain }: FaultsProps) {
  if (!answer || "saved" in answer) return null;
  if ("refused" in answer)
    return (
      <NoticeBox tone="bad" fault={answer}>
        {answer.refused}
      </NoticeBox>
    );
  if ("errors" in answer)
    return (
      <NoticeBox tone="bad" fault={answer}>
        The issue is not saved yet: mend what is marked below, then save again.
      </NoticeBox>
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
