import { Form } from "@remix-run/react";
import { Button, Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { wordedCount } from "#app/components/desk/wordedCount.ts";
import type { ShownParting } from "#app/models/growth/partings.server.ts";

/** The acts that let silent readers go, with their way back. */
export function Partings({ partings, timeZone }: { partings: ShownParting[]; timeZone: string }) {
  if (partings.length === 0) return null;
  return (
    <Panel title="Let go">
      <ul className="space-y-4 text-sm">
        {partings.map((one) => (
          <li key={one.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
            <div className="min-w-0">
              <p className="font-medium">{stateWords[one.state](one)}</p>
              <p className="text-muted">
                of {one.list}, without a sign for {wordedCount(one.issues, "issue")} ·{" "}
                <Time at={one.askedAt} timeZone={timeZone} /> · {one.askedBy}
              </p>
            </div>
            {one.undoableUntil !== null && (
              <Form method="post">
                <input type="hidden" name="intent" value="undo" />
                <input type="hidden" name="id" value={one.id} />
                <Button>
                  Bring them back
                  <span className="sr-only">{`: ${wordedCount(one.ended, "reader")} of ${one.list}`}</span>
                </Button>
                <p className="mt-1 text-xs text-muted">
                  until <Time at={one.undoableUntil} timeZone={timeZone} dateOnly />
                </p>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const stateWords: Record<ShownParting["state"], (one: ShownParting) => string> = {
  ending: ({ ended }) => `Under way: ${wordedCount(ended, "subscription")} ended so far`,
  ended: ({ ended }) => `${wordedCount(ended, "subscription")} ended`,
  undoing: ({ returned, ended }) =>
    `Being taken back: ${returned.toLocaleString("en")} of ${wordedCount(ended, "reader")}`,
  undone: ({ returned, ended }) => `Taken back: ${returned.toLocaleString("en")} of ${wordedCount(ended, "reader")}`,
};
