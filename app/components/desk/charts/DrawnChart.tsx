import { useId, type ReactNode } from "react";
import { BarPlot } from "./BarPlot.tsx";
import { ChartTable } from "./ChartTable.tsx";
import { ColumnPlot } from "./ColumnPlot.tsx";
import { LinePlot } from "./LinePlot.tsx";
import { fillOf, lookOf, PointMark, mostLooks, Patterns } from "./looks.tsx";
import type { PlotProps } from "./plot.tsx";
import { exactScale, plainNumber, scaleOf, stack } from "./scale.ts";
import { describeChart, knownValues, type ChartPoint, type ChartSeries } from "./series.ts";

/** `line`: over time; `columns`: upright, over time; `bars`: lying, for long names. Several series of the last two are stacked. */
export type DeskChartKind = "line" | "columns" | "bars";

type ChartProps = {
  kind: DeskChartKind;
  title: string;
  /** The kind of its points, like `Day`. */
  axis: string;
  points: ChartPoint[];
  /** At most four. */
  series: ChartSeries[];
  format?: (value: number) => string;
  /** Said where there is nothing to draw. */
  empty?: ReactNode;
  /** A line below the drawing, like where a figure comes from. */
  note?: ReactNode;
};

const plots: Record<DeskChartKind, (props: PlotProps) => ReactNode> = {
  line: LinePlot,
  columns: ColumnPlot,
  bars: BarPlot,
};

/** A chart drawn on the server, with its words for people who do not see it and its table. */
export function DrawnChart({ kind, title, axis, points, series, format = plainNumber, empty, note }: ChartProps) {
  const id = useId().replaceAll(":", "");
  const shown = series.slice(0, mostLooks);
  const known = knownValues(shown);
  const DrawnPlot = plots[kind];
  if (points.length === 0 || known.length === 0)
    return (
      <figure>
        <figcaption className="text-sm font-semibold">{title}</figcaption>
        <p className="mt-2 text-sm text-muted">{empty ?? "Nothing to draw yet."}</p>
      </figure>
    );
  const reached =
    kind === "line"
      ? known
      : points.flatMap((_, i) => stack(shown.map(({ values }) => values[i] ?? null)).map(({ to }) => to));
  return (
    <figure>
      <figcaption className="mb-3 text-sm font-semibold">{title}</figcaption>
      {shown.length > 1 && <Legend id={`${id}l`} kind={kind} series={shown} />}
      <div role="img" aria-label={title} aria-describedby={`${id}d`}>
        <DrawnPlot
          {...{ id, points, format }}
          series={shown}
          scale={kind === "bars" ? exactScale(reached) : scaleOf(reached)}
        />
      </div>
      <p id={`${id}d`} className="sr-only">
        {describeChart(points, shown, format)}
      </p>
      {note && <p className="mt-2 text-sm text-muted">{note}</p>}
      <ChartTable {...{ title, axis, points, series, format }} />
    </figure>
  );
}

function Legend({ id, kind, series }: { id: string; kind: DeskChartKind; series: ChartSeries[] }) {
  return (
    <ul aria-hidden className="mb-3 flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {series.map(({ name }, n) => (
        <li key={name} className="inline-flex items-center gap-2">
          <svg width="28" height="14" className="shrink-0">
            {kind === "line" ? (
              <>
                <line
                  x1="0"
                  x2="28"
                  y1="7"
                  y2="7"
                  strokeWidth="2"
                  stroke={lookOf(n).colour}
                  strokeDasharray={lookOf(n).dashes}
                />
                <g transform="translate(14 7)">
                  <PointMark n={n} />
                </g>
              </>
            ) : (
              <>
                {n === 0 && <Patterns id={id} />}
                <rect x="0.5" y="0.5" width="27" height="13" fill={fillOf(id, n)} stroke={lookOf(n).colour} />
              </>
            )}
          </svg>
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}
