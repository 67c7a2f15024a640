import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import type { IssueNumbers } from "#app/models/numbers/issueNumbers.server.ts";

/** The mails of an issue: how they were handed over, and what came back. */
export function ReturnsPanel({ numbers: { figures } }: { numbers: IssueNumbers }) {
  const { accepted, refused, uncertain, withdrawn, cancelled, waiting, bounced } = figures;
  const handed = [
    ["Accepted", accepted],
    ["Refused", refused],
    ["Uncertain: the answer was lost", uncertain],
    ["Withdrawn: they left before their turn", withdrawn],
    ["Cancelled", cancelled],
    ["Still to come", waiting],
  ] as const;
  const shown = handed.filter(([, count], i) => i === 0 || count > 0);
  return (
    <Panel title="What became of the mails">
      <div className="grid gap-8 lg:grid-cols-2">
        <DrawnChart
          kind="bars"
          title="At the hand-over"
          axis="State"
          points={shown.map(([name]) => ({ name }))}
          series={[{ name: "Mails", values: shown.map(([, count]) => count) }]}
        />
        <DrawnChart
          kind="bars"
          title="Came back"
          axis="Kind"
          points={[
            { name: "Nobody is there" },
            { name: "Not for now" },
            { name: "Their server does not want our mail" },
          ]}
          series={[{ name: "Mails", values: [bounced.hard, bounced.soft, bounced.blocked] }]}
        />
      </div>
    </Panel>
  );
}
