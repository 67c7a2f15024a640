import { Time } from "#app/components/desk/Time.tsx";
import type { Subscription } from "#app/models/readers/subscribers.server.ts";

type ChosenProps = { subscription: Subscription; topics: string[]; now: number; timeZone: string };

/** The choices that keep some issues from a reader; empty for a reader of all issues. */
export function Chosen({ subscription: { frequency, pausedUntil }, topics, now, timeZone }: ChosenProps) {
  const isPaused = pausedUntil !== null && pausedUntil > now;
  if (frequency === "every" && topics.length === 0 && !isPaused) return null;
  return (
    <ul className="mt-1 list-disc pl-5 text-sm">
      {isPaused && (
        <li>
          Paused until <Time at={pausedUntil} timeZone={timeZone} />; gets nothing before that.
        </li>
      )}
      {frequency === "monthly" && <li>Gets the monthly digest in the place of single issues.</li>}
      {topics.length > 0 && <li>Wants to read of {topics.join(", ")} only.</li>}
    </ul>
  );
}
