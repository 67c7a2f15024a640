import { masked } from "#app/components/reader/Person.tsx";
import { ReasonForm } from "#app/components/reader/Reason.tsx";
import { QuietButton } from "#app/components/reader/buttons.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { Said, useWords } from "#app/components/ui/Words.tsx";

type AfterProps = { listId: number; listName: string; others: number; undoable: boolean; told: boolean };

/** The page after leaving: undo, the other lists, and the question for a reason. */
export function AfterLeaving({ listId, listName, others, undoable, told }: AfterProps) {
  const words = useWords();
  return (
    <>
      {undoable && (
        <form method="post">
          <p className="mb-4 leading-relaxed text-muted">{words("reader.left.undoAbout")}</p>
          <input type="hidden" name="do" value="undo" />
          <QuietButton>{words("reader.left.undo", { list: listName })}</QuietButton>
        </form>
      )}
      {others > 0 && <LeaveAll others={others} />}
      {told ? (
        <p role="status" className="text-good">
          {words("reader.left.thanks")}
        </p>
      ) : (
        <ReasonForm listId={listId} />
      )}
    </>
  );
}

/** Ending all subscriptions is a separate choice (H-15). */
export function LeaveAll({ others }: { others: number }) {
  const words = useWords();
  return (
    <form method="post" className="border-t border-rule pt-7">
      <p className="mb-4 leading-relaxed text-muted">{words("reader.left.allAbout", { count: others })}</p>
      <input type="hidden" name="do" value="leave-all" />
      <QuietButton tone="end">{words("reader.left.all")}</QuietButton>
    </form>
  );
}

export function Undone({ listName, email }: { listName: string; email: string }) {
  const words = useWords();
  return (
    <Note title={words("reader.left.undoneTitle")}>
      <p>
        <Said
          text={({ list = "", email = "" }) => words("reader.left.undone", { list, email })}
          values={{ list: listName, email }}
          tags={{ strong: (inner) => (inner === email ? masked(inner) : <strong>{inner}</strong>) }}
        />
      </p>
    </Note>
  );
}
