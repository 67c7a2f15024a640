import { Time } from "#app/components/desk/Time.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { Button, Panel } from "#app/components/desk/kit.tsx";
import type { SendReview } from "#app/models/sending/review.server.ts";
import { RehearsalFindings } from "./RehearsalFindings.tsx";

/** From this many recipients on, a rehearsal is recommended. */
const many = 1000;

/** Renders every reader's message before the first one is sent, and shows the result. */
export function RehearsalPanel({ question, timeZone }: { question: SendReview; timeZone: string }) {
  const { rehearsal, audience, warnings } = question;
  const ownFaults = question.faults.filter(
    ({ about }) => about !== "home" && about !== "rehearsal" && about !== "embargo",
  );
  return (
    <div id="rehearsal" className="scroll-mt-6">
      <Panel title="Rehearsal: a test of the whole send" term="rehearsal">
        <p className="text-sm text-muted">
          Writes the message of every reader, sends none, and says what is wrong with which.
          {!rehearsal && audience > many && (
            <strong className="mt-1 block font-medium text-ink">
              Do it before this one: with {countText(audience, "reader")}, a fault reaches many.
            </strong>
          )}
        </p>
        {rehearsal?.state === "running" && <Running done={rehearsal.done} audience={rehearsal.audience} />}
        {rehearsal && rehearsal.state !== "running" && (
          <>
            <p className="mt-4 text-sm">
              {words[rehearsal.state]} Rehearsed on <Time at={rehearsal.startedAt} timeZone={timeZone} />.
            </p>
            {rehearsal.found && <RehearsalFindings found={rehearsal.found} rows={rehearsal.rows} warnings={warnings} />}
          </>
        )}
        {rehearsal?.state !== "running" && (
          <form method="post" className="mt-4">
            <Button name="intent" value="rehearse" disabled={ownFaults.length > 0}>
              {rehearsal ? "Rehearse again, send nothing" : "Rehearse, send nothing"}
            </Button>
            {ownFaults.length > 0 && (
              <span className="ml-3 text-sm text-muted">Mend first what stands at the top of this page.</span>
            )}
          </form>
        )}
      </Panel>
    </div>
  );
}

const words = {
  "broken off": "It was broken off before its end.",
  "out of date": "The issue was changed since, so this says little about it now.",
  done: "",
};

function Running({ done, audience }: { done: number; audience: number }) {
  const percent = audience === 0 ? 0 : Math.min(100, Math.floor((done / audience) * 100));
  return (
    <div className="mt-4">
      <noscript>
        <meta httpEquiv="refresh" content="3" />
      </noscript>
      <p id="rehearsal-label" className="mb-2 text-sm">
        {done.toLocaleString("en")} of {audience.toLocaleString("en")} written
      </p>
      <div
        role="progressbar"
        aria-labelledby="rehearsal-label"
        aria-valuemin={0}
        aria-valuemax={audience}
        aria-valuenow={Math.min(done, audience)}
        className="h-3 overflow-hidden rounded-full bg-sunken ring-1 ring-rule"
      >
        <div className="h-full bg-good transition-[width] duration-700" style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
