import { plainNumber } from "./scale.ts";

/** A place of a chart on its first axis: a day, an issue, a link. `href`: where its row of the table leads. */
export type ChartPoint = { name: string; href?: string };

/** Values under a name, one for each point; null where nothing is known. */
export type ChartSeries = { name: string; values: (number | null)[] };

/** The values of some series that are known. */
export function knownValues(series: ChartSeries[]): number[] {
  return series.flatMap(({ values }) => values.filter((value) => value !== null));
}

/** Points of which all are told. */
const fewPoints = 5;

/** Says in sentences what a chart shows, for people who do not see it: all of a few points, else the ends and extremes. */
export function describeChart(
  points: ChartPoint[],
  series: ChartSeries[],
  format: (value: number) => string = plainNumber,
): string {
  const isFew = points.length <= fewPoints;
  const range = isFew ? "" : `${points[0]!.name} to ${points.at(-1)!.name}.`;
  const said = series.flatMap(({ name, values }) => {
    const known = values.flatMap((value, i) => (value === null ? [] : [{ value, at: points[i]!.name }]));
    if (known.length === 0) return [`${name}: nothing known.`];
    if (isFew) return [`${name}: ${known.map(({ value, at }) => `${at} ${format(value)}`).join(", ")}.`];
    const last = known.at(-1)!;
    const most = known.reduce((best, one) => (one.value > best.value ? one : best));
    const least = known.reduce((best, one) => (one.value < best.value ? one : best));
    return [
      `${name}: highest ${format(most.value)} (${most.at}), lowest ${format(least.value)} (${least.at}), last ${format(last.value)}.`,
    ];
  });
  return [range, ...said].filter(Boolean).join(" ");
}
