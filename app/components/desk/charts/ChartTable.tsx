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

/** The numbers that a chart shows, folded until somebody opens them; `small` for the room of a card, with one series. */
export function ChartTable({ small = false, ...shown }: ChartTableProps & { small?: boolean }) {
  return (
    <details className={small ? "" : "mt-3"}>
      <summary className="inline-flex min-h-8 cursor-pointer items-center text-sm text-muted underline underline-offset-4">
        As a table<span className="sr-only">: {shown.title}</span>
      </summary>
      <div className="mt-2">{small ? <SmallTable {...shown} /> : <WideTable {...shown} />}</div>
    </details>
  );
}

function SmallTable({ title, axis, points, series, format }: ChartTableProps) {
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">{title}</caption>
      <thead className="sr-only">
        <tr>
          {[axis, ...series.map(({ name }) => name)].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map((point, i) => (
          <tr key={i} className="border-t border-rule">
            <th scope="row" className="py-1 pe-3 text-start font-normal">
              <PointName {...point} />
            </th>
            {series.map(({ name, values }) => (
              <td key={name} className="py-1 text-end tabular-nums">
                {valueText(values[i], format)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WideTable({ title, axis, points, series, format }: ChartTableProps) {
  return (
    <Table caption={title} head={[axis, ...series.map(({ name }) => name)]} numbersFrom={1}>
      {points.map((point, i) => (
        <Row key={i}>
          <Cell>
            <PointName {...point} />
          </Cell>
          {series.map(({ name: column, values }) => (
            <Cell key={column} label={column} end>
              <span className="tabular-nums">{valueText(values[i], format)}</span>
            </Cell>
          ))}
        </Row>
      ))}
    </Table>
  );
}

function PointName({ name, href }: ChartPoint) {
  if (!href) return <bdi>{name}</bdi>;
  return (
    <a href={href} className="font-medium hover:underline">
      <bdi>{name}</bdi>
    </a>
  );
}

function valueText(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}
