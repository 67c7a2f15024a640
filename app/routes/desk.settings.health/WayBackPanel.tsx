import { useState } from "react";
import { Form } from "@remix-run/react";
import { Badge, Button, Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { SelfTest } from "#app/models/inbound/selfTest.server.ts";

type WayBack = { isSet: boolean; isOpen: boolean; last: SelfTest | null; back: SelfTest | null; timeZone: string };

/** Whether mail that comes back arrives here, and a letter to try it. */
export function WayBackPanel({ isSet, isOpen, last, back, timeZone }: WayBack) {
  return (
    <Panel title="Mail that comes back">
      {isSet ? (
        <div className="space-y-4">
          <p className="flex flex-wrap items-center gap-2">
            <Badge tone={isOpen ? "good" : "warn"}>{isOpen ? "Arrives" : "Not known to arrive"}</Badge>
            {back?.backAt && (
              <span>
                The last test letter came back <Time at={back.backAt} timeZone={timeZone} />.
              </span>
            )}
          </p>
          <p className="text-sm text-muted">
            {isOpen
              ? "Issues offer to leave by mail too, beside the button. The sender tries the way each week; after a month without a letter back the offer ends by itself."
              : "Until a test letter has come back, issues offer the button alone to leave, not a mail."}
          </p>
          {last && last.backAt === null && (
            <p className="text-sm break-words">
              The test of <Time at={last.sentAt} timeZone={timeZone} />{" "}
              {last.said ? <>was not taken: {last.said}</> : "is not back yet."}
            </p>
          )}
          <Try />
        </div>
      ) : (
        <p className="text-muted">
          Nobody hears what comes back: <code>BOUNCE_ADDRESS</code> is not set. Failures, complaints and leaves by mail
          are lost until it is.
        </p>
      )}
    </Panel>
  );
}

function Try() {
  const [busy, setBusy] = useState(false);
  return (
    <Form method="post" onSubmit={() => setBusy(true)}>
      <input type="hidden" name="intent" value="test" />
      <Button disabled={busy}>Send a test letter</Button>
    </Form>
  );
}
