import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import { namedWays } from "./ways.ts";

type Source = { source: string; count: number };
type Named = { name: string; path: string | null; count: number };
type SourcePanelsProps = {
  figures: {
    left: Source[];
    lost: Source[];
    total: Record<(typeof choices)[number]["figure"], number>;
  };
  /** In words. */
  joined: Named[];
  asked: (Named & { confirmed: number })[];
};

/** Where readers came from, how they went, and what they chose. */
export function SourcePanels({ figures: { left, lost, total }, joined, asked }: SourcePanelsProps) {
  const ways = namedWays([...left, ...lost]).map(({ source, count }) => ({ name: source, path: null, count }));
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Panel>
        <SourceChart title="Where those who joined came from" axis="Source" of={joined} />
      </Panel>
      <Panel>
        <SourceChart title="How readers went" axis="Way" of={ways} />
      </Panel>
      <Panel>
        <DrawnChart
          kind="bars"
          title="Forms, and who of them confirmed"
          axis="Form"
          points={asked.slice(0, mostBars).map(pointOf)}
          series={[
            { name: "Confirmed", values: asked.slice(0, mostBars).map((one) => one.confirmed) },
            { name: "Not yet", values: asked.slice(0, mostBars).map((one) => one.count - one.confirmed) },
          ]}
          empty="Nobody has asked at a form in these days."
        />
      </Panel>
      <Panel>
        <DrawnChart
          kind="bars"
          title="What readers chose"
          axis="Choice"
          points={choices.map(({ name }) => ({ name }))}
          series={[{ name: "Times", values: choices.map(({ figure }) => total[figure]) }]}
        />
      </Panel>
    </div>
  );
}

const mostBars = 12;

const choices = [
  { name: "Topics", figure: "topics-chosen" },
  { name: "One digest a month", figure: "digest-chosen" },
  { name: "Every issue again", figure: "every-chosen" },
  { name: "A pause", figure: "paused" },
  { name: "The end of a pause", figure: "resumed" },
] as const;

type SourceChartProps = { title: string; axis: string; of: Named[] };

function pointOf({ name, path }: Named) {
  return { name, href: path ?? undefined };
}

function SourceChart({ title, axis, of }: SourceChartProps) {
  const [shown, rest] = [of.slice(0, mostBars), of.slice(mostBars)];
  const others = rest.reduce((sum, { count }) => sum + count, 0);
  const bars = others > 0 ? [...shown, { name: `${rest.length} others`, path: null, count: others }] : shown;
  return (
    <DrawnChart
      kind="bars"
      title={title}
      axis={axis}
      points={bars.map(pointOf)}
      series={[{ name: "Readers", values: bars.map(({ count }) => count) }]}
      empty="Nobody in these days."
    />
  );
}
