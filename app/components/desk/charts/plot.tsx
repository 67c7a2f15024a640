import type { ReactNode } from "react";
import { heightOn, plainNumber, shortNumber, type Scale } from "./scale.ts";
import type { ChartPoint, ChartSeries } from "./series.ts";

// Sizes across are shares of the width and sizes down are pixels, so that words keep their size on a phone.

/** The pixels of a plot: the drawing between `top` and `bottom`, the names of points below. */
const plotSize = { top: 18, bottom: 178, height: 204 };

export type PlotProps = {
  /** Of the chart, for what is named within it. */
  id: string;
  points: ChartPoint[];
  series: ChartSeries[];
  scale: Scale;
  format: (value: number) => string;
};

/** The y of a value, in pixels. */
export function pixelOf(scale: Scale, value: number): number {
  const { top, bottom } = plotSize;
  return Math.round((bottom - heightOn(scale, value) * (bottom - top)) * 100) / 100;
}

/** A share of the width as an attribute. */
export function across(share: number): string {
  return `${Math.round(share * 100_000) / 1000}%`;
}

type FrameProps = Pick<PlotProps, "points" | "scale" | "format"> & {
  /** Places along the foot, at least one a point. */
  slots: number;
  children: ReactNode;
};

/** The edges of a drawing: values up its left, names of points along its foot. */
export function Plot({ points, scale, slots, format, children }: FrameProps) {
  const { height } = plotSize;
  return (
    <div dir="ltr" className="flex">
      <svg aria-hidden width="52" height={height} className="shrink-0 text-muted">
        {scale.ticks.map((tick) => (
          <text key={tick} x="46" y={pixelOf(scale, tick) + 4} textAnchor="end" fontSize="12" fill="currentColor">
            {format === plainNumber ? shortNumber(tick) : format(tick)}
          </text>
        ))}
      </svg>
      <svg aria-hidden height={height} className="w-full min-w-0 flex-1 overflow-visible text-muted">
        {scale.ticks.map((tick) => (
          <line
            key={tick}
            x1="0"
            x2="100%"
            y1={pixelOf(scale, tick)}
            y2={pixelOf(scale, tick)}
            stroke={tick === 0 ? "var(--field)" : "var(--rule)"}
          />
        ))}
        {children}
        <Foot points={points} slots={slots} />
      </svg>
    </div>
  );
}

/** The names of a few points, of fewer on a phone. */
function Foot({ points, slots }: { points: ChartPoint[]; slots: number }) {
  const every = Math.ceil(points.length / 6);
  const shown = points.map(({ name }, i) => ({ name, i })).filter(({ i }) => i % every === 0);
  return shown.map(({ name, i }, n) => (
    <text
      key={i}
      x={across((i + 0.5) / slots)}
      y={plotSize.height - 6}
      textAnchor="middle"
      fontSize="12"
      fill="currentColor"
      style={{ unicodeBidi: "plaintext" }}
      className={n % 2 === 1 && shown.length > 3 ? "max-sm:hidden" : undefined}
    >
      {cut(name)}
    </text>
  ));
}

function cut(name: string): string {
  const letters = [...name];
  return letters.length > 12 ? `${letters.slice(0, 11).join("")}…` : name;
}
