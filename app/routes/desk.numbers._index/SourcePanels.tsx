import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import { namedSources } from "#app/models/numbers/sourceNames.ts";
import { namedWays } from "./ways.ts";

type Source = { source: string; count: number };
type SourcePanelsProps = {
  figures: {
    joined: Source[];
    left: Source[];
    lost: Source[];
    asked: (Source & { confirmed: number })[];
    total: Record<(typeof choices)[number]["figure"], number>;
  };
};

/** Where readers came from, how they went, and what they chose. */
export function SourcePanels({ figures: { joined, left, lost, asked: forms, total } }: SourcePanelsProps) {
  const asked = namedSources(forms);
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Panel>
        <SourceChart title="Where those who joined came from" axis="Source" of={namedSources(joined)} />
      </Panel>
      <Panel>
        <SourceChart title="How readers went" axis="Way" of={namedWays([...left, ...lost])} />
      </Panel>
      <Panel>
        <DrawnChart
          kind="bars"
          title="Forms, and who of them confirmed"
          axis="Form"
          points={asked.slice(0, mostBars).map(({ source }) => ({ name: source }))}
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

type SourceChartProps = { title: string; axis: string; of: { source: string; count: number }[] };

function SourceChart({ title, axis, of }: SourceChartProps) {
  const [shown, rest] = [of.slice(0, mostBars), of.slice(mostBars)];
  const others = rest.reduce((sum, { count }) => sum + count, 0);
  const bars = others > 0 ? [...shown, { source: `${rest.length} others`, count: others }] : shown;
  return (
    <DrawnChart
      kind="bars"
      title={title}
      axis={axis}
      points={bars.map(({ source }) => ({ name: source }))}
      series={[{ name: "Readers", values: bars.map(({ count }) => count) }]}
      empty="Nobody in these days."
    />
  );
}
