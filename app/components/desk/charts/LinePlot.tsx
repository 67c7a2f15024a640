import { lookOf, PointMark } from "./looks.tsx";
import { across, pixelOf, Plot, type PlotProps } from "./plot.tsx";

/** Points of which more are a line alone. */
const mostMarked = 40;

/** A line for each series, broken where nothing is known. */
export function LinePlot({ points, series, scale, format }: PlotProps) {
  const slots = points.length;
  const placeOf = (i: number) => (i + 0.5) / slots;
  return (
    <Plot {...{ points, scale, slots, format }}>
      <svg width="100%" height="204" viewBox="0 0 1000 204" preserveAspectRatio="none">
        {series.map(({ name, values }, n) =>
          runsOf(values).map((run) => (
            <polyline
              key={`${name} ${run[0]!.i}`}
              points={run
                .map(({ i, value }) => `${Math.round(placeOf(i) * 10_000) / 10},${pixelOf(scale, value)}`)
                .join(" ")}
              fill="none"
              stroke={lookOf(n).colour}
              strokeWidth="2"
              strokeLinejoin="round"
              strokeDasharray={lookOf(n).dashes}
              vectorEffect="non-scaling-stroke"
            />
          )),
        )}
      </svg>
      {series.map(({ name, values }, n) =>
        runsOf(values).flatMap((run) =>
          run
            .filter(() => points.length <= mostMarked || run.length === 1)
            .map(({ i, value }) => (
              <svg key={`${name} ${i}`} x={across(placeOf(i))} y={pixelOf(scale, value)} overflow="visible">
                <title>{`${points[i]!.name}, ${name}: ${format(value)}`}</title>
                <PointMark n={n} />
              </svg>
            )),
        ),
      )}
    </Plot>
  );
}

/** Stretches of known values. */
function runsOf(values: (number | null)[]): { i: number; value: number }[][] {
  const runs: { i: number; value: number }[][] = [];
  let isOpen = false;
  values.forEach((value, i) => {
    if (value === null) return (isOpen = false);
    if (!isOpen) runs.push([]);
    runs.at(-1)!.push({ i, value });
    return (isOpen = true);
  });
  return runs;
}
