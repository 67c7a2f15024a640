import { TermNote } from "#app/components/desk/TermNote.tsx";
import { Button, Panel } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { SlotLine } from "#app/models/sending/schedule/overview.server.ts";

/** A slot, its next time, and the issue that would be sent then. */
export function SlotPanel({ slot, mayChange }: { slot: SlotLine; mayChange: boolean }) {
  return (
    <div id={`slot-${slot.id}`} className="scroll-mt-4">
      <Panel title={slot.words}>
        <p>
          {slot.isDue ? "Due, and waiting for a sender" : "Next"}: <strong className="font-medium">{slot.next}</strong>.{" "}
          {slot.issue ? (
            <>
              Then goes{" "}
              <a href={deskIssuePath(slot.issue.number)} className="text-accent underline underline-offset-4">
                issue {slot.issue.number}, “<bdi>{slot.issue.subject}</bdi>”
              </a>
              , approved by {slot.issue.approvedBy}.
            </>
          ) : (
            "No issue is approved for it yet: nothing would go out."
          )}
        </p>
        <p className="mt-2 text-sm text-muted">
          If no sender
          <TermNote term="sender" />
          runs then, it goes up to {slot.grace} late; after that it is held back, and you are told.
        </p>
        {mayChange && (
          <form method="post" className="mt-4">
            <input type="hidden" name="intent" value="end" />
            <input type="hidden" name="id" value={slot.id} />
            <Button aria-label={`End the slot: ${slot.words}`}>End the slot</Button>
          </form>
        )}
      </Panel>
    </div>
  );
}
