import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { Panel } from "#app/components/desk/kit.tsx";

type BesidePanelsProps = {
  hosts: { host: string; count: number }[];
  searches: { words: string; count: number }[];
  feeds: { program: string; fetches: number }[];
};

const mostBars = 20;

/** Hosts, searches in vain and programs that read feeds. */
export function BesidePanels({ hosts, searches, feeds }: BesidePanelsProps) {
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Panel>
        <DrawnChart
          kind="bars"
          title="Where people came from"
          axis="Host"
          points={hosts.slice(0, mostBars).map(({ host }) => ({ name: host }))}
          series={[{ name: "Views", values: hosts.slice(0, mostBars).map(({ count }) => count) }]}
          empty="No other site has said that it led here."
        />
      </Panel>
      <Panel>
        <DrawnChart
          kind="bars"
          title="Searched for, and not found"
          axis="Words"
          points={searches.slice(0, mostBars).map(({ words }) => ({ name: words }))}
          series={[{ name: "Times", values: searches.slice(0, mostBars).map(({ count }) => count) }]}
          empty="Every search has found something."
        />
      </Panel>
      <Panel>
        <DrawnChart
          kind="bars"
          title="Programs that fetched feeds"
          axis="Program"
          points={feeds.slice(0, mostBars).map(({ program }) => ({ name: program }))}
          series={[{ name: "Fetches", values: feeds.slice(0, mostBars).map(({ fetches }) => fetches) }]}
          empty="Nobody has fetched a feed."
        />
      </Panel>
    </div>
  );
}
