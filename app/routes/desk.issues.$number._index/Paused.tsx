import { Time } from "#app/components/desk/Time.tsx";
import { Button, buttonClass } from "#app/components/desk/kit.tsx";
import type { IssuePause } from "#app/models/issues/issues.server.ts";

type PausedProps = { number: number; pause: IssuePause; timeZone: string; maySteer: boolean };

/** Why an issue stands still, since when and by whom; and the way on. */
export function Paused({ number, pause, timeZone, maySteer }: PausedProps) {
  return (
    <section
      aria-labelledby="paused"
      className="mb-6 rounded-lg border border-l-4 border-warn/40 bg-warn/8 px-4 py-5 sm:px-6"
    >
      <h2 id="paused" className="text-base font-semibold">
        Paused: nothing of this issue leaves
      </h2>
      <p className="mt-2 max-w-prose wrap-anywhere">{pause.reason}</p>
      <p className="mt-2 text-sm text-muted">
        By {pause.by}, since <Time at={pause.at} timeZone={timeZone} />. Who waits is kept.
      </p>
      {maySteer && (
        <div className="mt-4 flex flex-wrap gap-3">
          <form method="post" action={`/desk/issues/${number}/pause`}>
            <Button kind="primary" name="intent" value="resume">
              Go on sending
            </Button>
          </form>
          <a href={`/desk/issues/${number}/cancel`} className={buttonClass("danger")}>
            Cancel the rest …
          </a>
        </div>
      )}
    </section>
  );
}
