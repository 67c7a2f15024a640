import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import type { IssueNumbers } from "#app/models/numbers/issueNumbers.server.ts";

/** The readers who left after an issue: how, when and why. */
export function LeftPanel({ numbers: { figures, reasons } }: { numbers: IssueNumbers }) {
  const { left } = figures;
  return (
    <Panel title="Left after this issue">
      {left.all === 0 ? (
        <p className="text-sm text-muted">Nobody has left.</p>
      ) : (
        <div className="grid gap-8 lg:grid-cols-2">
          <DrawnChart
            kind="bars"
            title="How they left"
            axis="Way"
            points={[{ name: "One click in the mail program" }, { name: "The page" }, { name: "A mail" }]}
            series={[{ name: "Readers", values: [left.oneClick, left.page, left.mail] }]}
            note={
              left.cameBack > 0
                ? `${left.cameBack.toLocaleString("en")} of them took it back with the button of the page.`
                : undefined
            }
          />
          <DrawnChart
            kind="bars"
            title="When they left"
            axis="When"
            points={[{ name: "Within a day" }, { name: "Later, before the next issue" }]}
            series={[{ name: "Readers", values: [left.withinDay, left.later] }]}
          />
          <DrawnChart
            kind="bars"
            title="Why, as they say"
            axis="Reason"
            points={reasons.map(({ words }) => ({ name: words }))}
            series={[{ name: "Readers", values: reasons.map(({ count }) => count) }]}
            empty="Nobody has said why."
          />
          {left.words.length > 0 && (
            <div>
              <h3 className="text-sm font-semibold">In their own words</h3>
              <ul className="mt-3 max-h-80 space-y-3 overflow-y-auto text-sm">
                {left.words.map(({ remark, at }, i) => (
                  <li key={`${at} ${i}`} className="border-s-2 border-rule ps-3">
                    <bdi className="whitespace-pre-line">{remark}</bdi>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      )}
    </Panel>
  );
}
