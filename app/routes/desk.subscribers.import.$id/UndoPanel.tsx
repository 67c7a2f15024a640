import { Button, Panel } from "#app/components/desk/kit.tsx";
import { WorkBar } from "#app/components/desk/subscribers/WorkBar.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { ImportRecord } from "#app/models/readers/import/imports.server.ts";
import type { UndoForesight } from "#app/models/readers/import/undoForesight.server.ts";

type UndoPanelProps = {
  record: ImportRecord;
  /** Null: it cannot be undone any more. */
  foreseen: UndoForesight | null;
  timeZone: string;
};

/** Undoes an import as a whole, says how far that is, and who stayed. */
export function UndoPanel({ record, foreseen, timeZone }: UndoPanelProps) {
  const { state, undo, counts, undoneBy, undoneAt, undoableUntil } = record;
  if (state === "undoing")
    return (
      <Panel title="It is being undone">
        <WorkBar
          id="undoing"
          done={undo?.looked ?? 0}
          of={counts.imported + counts.left}
          words="looked at"
          waiting="It begins …"
        />
      </Panel>
    );
  if (state === "undone" && undo)
    return (
      <Panel title="It was undone">
        <p className="text-sm">
          {undoneAt !== null && <Time at={undoneAt} timeZone={timeZone} />} by <bdi>{undoneBy}</bdi>:{" "}
          {undo.gone.toLocaleString("en")} people are off the list again, {undo.restored.toLocaleString("en")} who were
          here before are as they were, and {undo.lifted.toLocaleString("en")} suppressions are lifted.{" "}
          {undo.stayed > 0 && `${undo.stayed.toLocaleString("en")} stay.`}
        </p>
      </Panel>
    );
  if (!foreseen || undoableUntil === null) return null;
  return (
    <Panel title="Undo it">
      <p className="max-w-prose text-sm">
        Takes everything back that this import brought: people, subscriptions and suppressions. Readers who were here
        before become what they were. Who has been written to since, has chosen something by themselves or came with
        another import too, stays. It can be undone until <Time at={undoableUntil} timeZone={timeZone} dateOnly />.
      </p>
      <p className="mt-3 text-sm font-medium">{wordStaying(foreseen)}</p>
      <form method="post" className="mt-4">
        <Button kind="danger" name="intent" value="undo">
          Undo the whole import
        </Button>
      </form>
    </Panel>
  );
}

function wordStaying({ stay, looked, isWhole }: UndoForesight): string {
  const [some, all] = [stay.toLocaleString("en"), looked.toLocaleString("en")];
  if (!isWhole) return `Of the first ${all} people, ${stay === 0 ? "nobody" : some} would stay.`;
  return stay === 0 ? "Nobody would stay: all of it can still be taken back." : `${some} of ${all} people would stay.`;
}
