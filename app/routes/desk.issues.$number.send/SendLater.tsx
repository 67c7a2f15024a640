import { Decide } from "#app/components/desk/issues/Decide.tsx";
import { TermNote } from "#app/components/desk/TermNote.tsx";
import { Button, Field, Panel, TextInput } from "#app/components/desk/kit.tsx";
import type { SendReview } from "#app/models/sending/review.server.ts";

/** The typed time and its error. */
export type TimeAnswer = { typed: string; fault: string };

/** The alternatives to sending now: the weekly slot, a scheduled time, or neither. */
export function SendLater({ question, time }: { question: SendReview; time?: TimeAnswer }) {
  const { number, status, way, fingerprint } = question;
  // An embargo may be over by then; who approves is told if not.
  const faults = question.faults.filter(({ about }) => about !== "embargo");
  const isApproved = status === "ready";
  const mayApprove = faults.length === 0 && (!isApproved || way.sendAt !== null);
  if (faults.length > 0 && !isApproved) return null;
  return (
    <Panel title={isApproved ? "It goes out by itself" : "Or let it go out by itself"} term="approval">
      <div className="space-y-6">
        <div className="space-y-3">
          <p>
            {way.words}
            <TermNote term="slot" />
          </p>
          {way.approvedBy && <p className="text-sm text-muted">Approved by {way.approvedBy}.</p>}
          <div className="flex flex-wrap gap-3">
            {mayApprove && (
              <Decide number={number} intent="approve" seen={fingerprint}>
                {way.slot ? `Approve for ${way.slot}` : "Approve, to be sent by hand"}
              </Decide>
            )}
            {isApproved && (
              <Decide number={number} intent="withdraw">
                Take the approval back
              </Decide>
            )}
          </div>
        </div>
        {faults.length === 0 && (
          <form method="post" className="space-y-3" noValidate>
            <input type="hidden" name="intent" value="schedule" />
            <input type="hidden" name="seen" value={fingerprint} />
            <div className="max-w-sm">
              <Field
                id="sendAt"
                label="Send at"
                hint={`A day and time in ${way.timeZone}, whatever the weekly slot.`}
                error={time?.fault}
              >
                <TextInput type="datetime-local" name="sendAt" defaultValue={time?.typed ?? way.sendAt ?? ""} />
              </Field>
            </div>
            <Button>{way.sendAt ? "Change the time" : "Send it then"}</Button>
          </form>
        )}
      </div>
    </Panel>
  );
}
