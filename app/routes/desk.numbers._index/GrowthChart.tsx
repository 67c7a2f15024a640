import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { Panel } from "#app/components/desk/kit.tsx";

type Counts = Record<"joined" | "left" | "lost" | "back" | "erased" | "import-undone", number>;
type GrowthChartProps = {
  days: { day: string; readers: number; counts: Counts }[];
  spans: { name: string; from: string; to: string }[];
  timeZone: string;
};

/** The parts of a list's growth, and the readers that it leads to. */
export function GrowthChart({ days, spans, timeZone }: GrowthChartProps) {
  const within = spans.map(({ from, to }) => days.filter(({ day }) => day >= from && day <= to));
  const sums = (of: (counts: Counts) => number) =>
    within.map((some) => some.reduce((sum, { counts }) => sum + of(counts), 0));
  const points = spans.map(({ name }) => ({ name }));
  const axis = spans.some(({ from, to }) => from !== to) ? "Week" : "Day";
  return (
    <>
      <Panel>
        <DrawnChart
          kind="columns"
          title="Growth and its parts"
          axis={axis}
          points={points}
          series={[
            { name: "Joined", values: sums(({ joined }) => joined) },
            { name: "Left", values: sums(({ left }) => -left) },
            { name: "Out of reach", values: sums(({ lost, back }) => back - lost) },
            { name: "Erased, or an import undone", values: sums((counts) => counts["import-undone"] - counts.erased) },
          ]}
          note={`Days are those of ${timeZone}.`}
        />
      </Panel>
      <Panel>
        <DrawnChart
          kind="line"
          title="Readers"
          axis={axis}
          points={points}
          series={[{ name: "Readers", values: within.map((some) => some.at(-1)?.readers ?? null) }]}
        />
      </Panel>
    </>
  );
}
