import { Form } from "@remix-run/react";
import { Panel } from "#app/components/desk/kit.tsx";
import { ReasonFields } from "#app/components/desk/OperatorFields.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { wordComplaints } from "#app/models/deliveries/returnLimits.ts";

type Complaints = {
  stopped: { complaints: number; accepted: number } | null;
  allowedUntil: number;
  now: number;
  timeZone: string;
};

/** That nothing goes out because of complaints, and the way for an operator to let it; nothing while all is well. */
export function ComplaintsPanel({ stopped, allowedUntil, now, timeZone }: Complaints) {
  if (stopped === null && allowedUntil <= now) return null;
  return (
    <Panel title="Too many complaints">
      {stopped === null ? (
        <p>
          An operator lets issues go out in spite of complaints until <Time at={allowedUntil} timeZone={timeZone} />.
        </p>
      ) : (
        <Form method="post" className="space-y-4">
          <p>Nothing more goes out. {wordComplaints(stopped)}</p>
          <input type="hidden" name="intent" value="allow" />
          <ReasonFields
            id="allow-why"
            label="Why it may go out all the same"
            hint="For a week. The activity log keeps the reason."
            act="Allow sends for a week"
            kind="danger"
          />
        </Form>
      )}
    </Panel>
  );
}
