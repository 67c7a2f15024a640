import { Time } from "#app/components/desk/Time.tsx";
import { Button, buttonClass } from "#app/components/desk/kit.tsx";
import type { SendPause } from "#app/models/deliveries/deliveries.server.ts";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";

type PausedProps = { kind: EditionKind; path: string; pause: SendPause; timeZone: string; maySteer: boolean };

/** The reason, time and actor of a pause; and the button to resume. */
export function Paused({ kind, path, pause, timeZone, maySteer }: PausedProps) {
  return (
    <section
      aria-labelledby="paused"
      className="mb-6 rounded-lg border border-l-4 border-warn/40 bg-warn/8 px-4 py-5 sm:px-6"
    >
      <h2 id="paused" className="text-base font-semibold">
        Paused: nothing of this {kind} leaves
      </h2>
      <p className="mt-2 max-w-prose wrap-anywhere">{pause.reason}</p>
      <p className="mt-2 text-sm text-muted">
        By {pause.by}, since <Time at={pause.at} timeZone={timeZone} />. Who waits is kept.
      </p>
      {maySteer && (
        <div className="mt-4 flex flex-wrap gap-3">
          <form method="post" action={`${path}/pause`}>
            <Button kind="primary" name="intent" value="resume">
              Go on sending
            </Button>
          </form>
          <a href={`${path}/cancel`} className={buttonClass("danger")}>
            Cancel the rest …
          </a>
        </div>
      )}
    </section>
  );
}
