import { fillOf, lookOf, Patterns } from "./looks.tsx";
import { across, pixelOf, Plot, type PlotProps } from "./plot.tsx";
import { stack } from "./scale.ts";

/** The least places on the foot: one column alone is no wall. */
const leastSlots = 6;
/** Columns of which more have no number above. */
const mostNumbered = 12;

/** A column for each point, with the series upon each other. */
export function ColumnPlot({ id, points, series, scale, format }: PlotProps) {
  const slots = Math.max(leastSlots, points.length);
  return (
    <Plot {...{ points, scale, slots, format }}>
      <Patterns id={id} />
      {points.map((point, i) => {
        const parts = stack(series.map(({ values }) => values[i] ?? null));
        const known = series.flatMap(({ values }) => values[i] ?? []);
        return (
          <g key={i}>
            {parts.map(({ from, to }, n) => {
              const value = series[n]!.values[i] ?? null;
              const [a, b] = [pixelOf(scale, from), pixelOf(scale, to)];
              return value ? (
                <rect
                  key={n}
                  x={across((i + 0.15) / slots)}
                  width={across(0.7 / slots)}
                  y={Math.min(a, b)}
                  height={Math.max(1, Math.abs(a - b))}
                  fill={fillOf(id, n)}
                  stroke={slots <= 60 ? lookOf(n).colour : "none"}
                >
                  <title>{`${point.name}, ${series[n]!.name}: ${format(value)}`}</title>
                </rect>
              ) : null;
            })}
            {points.length <= mostNumbered && known.length > 0 && (
              <text
                x={across((i + 0.5) / slots)}
                y={Math.min(...parts.map(({ to }) => pixelOf(scale, to)), pixelOf(scale, 0)) - 5}
                textAnchor="middle"
                fontSize="12"
                fill="var(--ink)"
                className={points.length > 6 ? "max-sm:hidden" : undefined}
              >
                {format(known.reduce((sum, value) => sum + value, 0))}
              </text>
            )}
          </g>
        );
      })}
    </Plot>
  );
}
