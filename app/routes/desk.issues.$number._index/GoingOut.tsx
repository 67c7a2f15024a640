import { Decide } from "#app/components/desk/issues/Decide.tsx";
import { TermNote } from "#app/components/desk/TermNote.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import type { IssueEditor } from "#app/models/sending/issueEditor.server.ts";

type GoingOutProps = {
  composition: IssueEditor;
  mayDecide: boolean;
  /** True when the form has no unsaved changes, so that the composition shows it. */
  isSaved: boolean;
  /** True while somebody else writes in it: nobody approves a text that is being written. */
  isReading: boolean;
};

/** When the issue will be sent by itself, and who approved it. */
export function GoingOut({ composition, mayDecide, isSaved, isReading }: GoingOutProps) {
  const { number, status, way, faults, fourEyes, heldApproval, fingerprint } = composition;
  const isUndecided = status === "draft" || heldApproval !== null;
  return (
    <Panel title="Going out" term="approval">
      <div className="space-y-3 text-sm">
        <p>
          {way.words}
          <TermNote term="slot" />
        </p>
        {way.approvedBy && (
          <p className="text-muted">Approved by {way.approvedBy}. Saving it or one of its articles takes that back.</p>
        )}
        {heldApproval ? <p className="text-bad">{heldApproval}</p> : mayDecide && fourEyes && <p>{fourEyes}</p>}
        {mayDecide && status === "ready" && (
          <Decide number={number} intent="withdraw" className="w-full">
            Take the approval back
          </Decide>
        )}
        {mayDecide && isUndecided && isSaved && faults.length === 0 && !fourEyes && (
          <>
            <Decide number={number} intent="approve" seen={fingerprint} disabled={isReading} className="w-full">
              {way.slot ? "Approve" : "Approve, to be sent by hand"}
            </Decide>
            {isReading && (
              <p className="text-muted">
                Somebody else has the issue open, and may change what you would approve. Take over at the top of the
                page, or wait until they close it.
              </p>
            )}
          </>
        )}
      </div>
    </Panel>
  );
}
