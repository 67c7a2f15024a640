import { ChartTable } from "./ChartTable.tsx";
import { heightOn, plainNumber, scaleOf } from "./scale.ts";
import { describeChart, type ChartPoint } from "./series.ts";

type SmallLineProps = {
  title: string;
  /** The kind of its points, like `Issue`. */
  axis: string;
  points: ChartPoint[];
  /** The last of them is marked. */
  values: (number | null)[];
  format?: (value: number) => string;
};

const size = { width: 120, height: 36, edge: 5 };

/** A line as small as a word beside a figure: how it was before, and where it is now. Nothing for fewer than two values. */
export function SmallLine({ title, axis, points, values, format = plainNumber }: SmallLineProps) {
  const known = values.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  if (known.length < 2) return null;
  const scale = scaleOf(known.map(({ value }) => value));
  const { width, height, edge } = size;
  const x = (i: number) => round(edge + (i / Math.max(1, values.length - 1)) * (width - 2 * edge));
  const y = (value: number) => round(height - edge - heightOn(scale, value) * (height - 2 * edge));
  const last = known.at(-1)!;
  const series = [{ name: title, values }];
  return (
    <div>
      <svg
        role="img"
        aria-label={describeChart(points, series, format)}
        width={width}
        height={height}
        direction="ltr"
        className="block max-w-full"
      >
        <line x1={edge} x2={width - edge} y1={y(0)} y2={y(0)} stroke="var(--rule)" />
        <polyline
          points={known.map(({ i, value }) => `${x(i)},${y(value)}`).join(" ")}
          fill="none"
          stroke="var(--muted)"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
        <circle cx={x(last.i)} cy={y(last.value)} r="4" fill="var(--accent)" />
      </svg>
      <ChartTable {...{ title, axis, points, series, format }} small />
    </div>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
