import { useState } from "react";
import { Form } from "@remix-run/react";
import { NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { ReasonFields } from "#app/components/desk/OperatorFields.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { LiftedSuppression } from "#app/models/readers/liftSuppression.server.ts";
import type { SuppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { suppressionReason } from "#app/models/readers/suppressionReasons.ts";

type PanelProps = {
  /** The suppression of the address; null without one. */
  suppression: SuppressionRecord | null;
  /** Those that operators lifted, the newest first. */
  liftings: LiftedSuppression[];
  /** Words why the last try did not lift it. */
  fault: string | null;
  timeZone: string;
  canLift: boolean;
};

/** Why nothing goes to an address, who or what wanted it, and the way for operators to lift it. */
export function SuppressionPanel({ suppression, liftings, fault, timeZone, canLift }: PanelProps) {
  if (!suppression && liftings.length === 0 && !fault) return null;
  return (
    <Panel title="Suppression" term="suppression">
      <div className="space-y-4">
        {fault && <NoticeBox tone="bad">{fault}</NoticeBox>}
        {suppression && <Standing {...suppression} timeZone={timeZone} />}
        {liftings.length > 0 && (
          <ul className="space-y-2 text-sm text-muted">
            {liftings.map(({ reason, suppressedAt, liftedAt, by, why }) => (
              <li key={liftedAt} className="min-w-0 break-words">
                Suppressed <Time at={suppressedAt} timeZone={timeZone} /> ({reason}), lifted{" "}
                <Time at={liftedAt} timeZone={timeZone} /> by <bdi>{by}</bdi>: <bdi>{why}</bdi>
              </li>
            ))}
          </ul>
        )}
        {suppression && canLift && (suppression.liftable ? <Lift /> : <NotLiftable reason={suppression.reason} />)}
      </div>
    </Panel>
  );
}

function Standing({
  reason,
  createdAt,
  by,
  askedAgainAt,
  importId,
  timeZone,
}: SuppressionRecord & { timeZone: string }) {
  const because = suppressionReason(reason)?.because ?? reason;
  return (
    <p>
      Nothing is sent to this address since <Time at={createdAt} timeZone={timeZone} />, because {because}
      {importId !== null && `, as import ${importId} says`}
      {by !== null && (
        <>
          {" "}
          (<bdi>{by}</bdi>)
        </>
      )}
      .
      {askedAgainAt !== null && (
        <>
          {" "}
          Somebody signed up with it again <Time at={askedAgainAt} timeZone={timeZone} />, and got no mail.
        </>
      )}
    </p>
  );
}

function NotLiftable({ reason }: { reason: string }) {
  return (
    <p className="text-sm text-muted">
      {suppressionReason(reason)?.lifted === "on request"
        ? "A complaint is final, unless its reader wants mail again: once somebody has signed up with the address anew, it can be lifted here."
        : "It ends when its owner signs up and confirms."}
    </p>
  );
}

function Lift() {
  const [busy, setBusy] = useState(false);
  return (
    <Form method="post" onSubmit={() => setBusy(true)} className="space-y-4 border-t border-rule pt-4">
      <input type="hidden" name="lift" value="1" />
      <ReasonFields
        id="why"
        label="Why it may be lifted"
        hint="The activity log keeps it, without addresses. Subscriptions that ended stay ended."
        act="Lift the suppression"
        isBusy={busy}
      />
    </Form>
  );
}
