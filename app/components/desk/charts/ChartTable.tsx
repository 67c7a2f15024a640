import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import type { ChartPoint, ChartSeries } from "./series.ts";

type ChartTableProps = {
  title: string;
  /** The kind of its points, like `Day`: the head of the first column. */
  axis: string;
  points: ChartPoint[];
  series: ChartSeries[];
  format: (value: number) => string;
};

/** The numbers that a chart shows, folded until somebody opens them. */
export function ChartTable({ title, axis, points, series, format }: ChartTableProps) {
  return (
    <details className="mt-3">
      <summary className="inline-flex min-h-8 cursor-pointer items-center text-sm text-muted underline underline-offset-4">
        As a table<span className="sr-only">: {title}</span>
      </summary>
      <div className="mt-2">
        <Table caption={title} head={[axis, ...series.map(({ name }) => name)]}>
          {points.map(({ name, href }, i) => (
            <Row key={i}>
              <Cell>
                {href ? (
                  <a href={href} className="font-medium hover:underline">
                    <bdi>{name}</bdi>
                  </a>
                ) : (
                  <bdi>{name}</bdi>
                )}
              </Cell>
              {series.map(({ name: column, values }) => (
                <Cell key={column} label={column} end>
                  <span className="tabular-nums">{values[i] === null ? "–" : format(values[i] ?? 0)}</span>
                </Cell>
              ))}
            </Row>
          ))}
        </Table>
      </div>
    </details>
  );
}
