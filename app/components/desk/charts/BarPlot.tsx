import { fillOf, lookOf, Patterns } from "./looks.tsx";
import { across, type PlotProps } from "./plot.tsx";
import { heightOn, stack } from "./scale.ts";

/** A lying bar for each point under its name, which may be long, with the series behind each other. */
export function BarPlot({ id, points, series, scale, format }: PlotProps) {
  return (
    <ul aria-hidden className="space-y-2.5">
      {points.map((point, i) => {
        const values = series.map((one) => one.values[i] ?? null);
        const known = values.filter((value) => value !== null);
        return (
          <li key={i}>
            <p className="flex items-baseline justify-between gap-4 text-sm">
              <bdi className="line-clamp-2 min-w-0">{point.name}</bdi>
              <span className="shrink-0 font-medium tabular-nums">
                {known.length === 0 ? "–" : format(known.reduce((sum, value) => sum + value, 0))}
              </span>
            </p>
            <svg width="100%" height="14" className="mt-0.5 block rtl:-scale-x-100">
              {i === 0 && <Patterns id={id} />}
              <rect width="100%" height="14" fill="var(--sunken)" />
              {stack(values).map(({ from, to }, n) => {
                const [a, b] = [heightOn(scale, from), heightOn(scale, to)];
                return values[n] ? (
                  <rect
                    key={n}
                    x={across(Math.min(a, b))}
                    width={across(Math.abs(a - b))}
                    y="0.5"
                    height="13"
                    fill={fillOf(id, n)}
                    stroke={lookOf(n).colour}
                  >
                    <title>{`${series[n]!.name}: ${format(values[n])}`}</title>
                  </rect>
                ) : null;
              })}
              {scale.low < 0 && (
                <line
                  x1={across(heightOn(scale, 0))}
                  x2={across(heightOn(scale, 0))}
                  y1="0"
                  y2="14"
                  stroke="var(--ink)"
                />
              )}
            </svg>
          </li>
        );
      })}
    </ul>
  );
}
