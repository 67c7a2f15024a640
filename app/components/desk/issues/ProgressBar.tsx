import type { Counts } from "#app/models/deliveries/deliveries.server.ts";
import { settledOf } from "./rate.ts";

/** The progress of a send, by colours and as text. */
export function ProgressBar({ counts }: { counts: Counts }) {
  const settled = settledOf(counts);
  const percent = counts.total === 0 ? 0 : Math.floor((settled / counts.total) * 100);
  const parts = [
    { count: counts.accepted, colour: "bg-good" },
    { count: counts.refused, colour: "bg-bad" },
    { count: counts.uncertain, colour: "bg-warn" },
    { count: counts.withdrawn + counts.cancelled, colour: "bg-field" },
  ];
  return (
    <div>
      <p className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span id="progress-label">
          <strong className="font-serif text-2xl font-medium tabular-nums">{settled.toLocaleString("en")}</strong> of{" "}
          {counts.total.toLocaleString("en")} done
        </span>
        <span className="text-muted tabular-nums">{percent} %</span>
      </p>
      <div
        role="progressbar"
        aria-labelledby="progress-label"
        aria-valuemin={0}
        aria-valuemax={counts.total}
        aria-valuenow={settled}
        className="flex h-3 overflow-hidden rounded-full bg-sunken ring-1 ring-rule"
      >
        {parts.map(({ count, colour }) => (
          <div
            key={colour}
            className={`${colour} transition-[width] duration-700`}
            style={{ width: `${counts.total ? (count / counts.total) * 100 : 0}%` }}
          />
        ))}
      </div>
    </div>
  );
}
