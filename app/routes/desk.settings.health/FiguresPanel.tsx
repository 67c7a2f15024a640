import { DrawnChart } from "#app/components/desk/charts/DrawnChart.tsx";
import { SmallLine } from "#app/components/desk/charts/SmallLine.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { complaintLimits } from "#app/models/deliveries/returnLimits.ts";
import type { EditionFigures } from "#app/models/inbound/figures.server.ts";
import { percent, shareOfTotal } from "#app/models/shares.ts";

/** A bounce rate that providers begin to mind: Amazon SES looks at an account from 5 %, and stops it at 10 %. */
const bounceLimit = 0.05;

/** The returns of the last issues and digests, each as a share of the mails handed over. */
export function FiguresPanel({ figures, timeZone }: { figures: EditionFigures[]; timeZone: string }) {
  return (
    <Panel title="The last issues">
      {figures.length === 0 ? (
        <p className="text-muted">Nothing has gone out yet.</p>
      ) : (
        <>
          <Trends figures={figures} />
          <Table
            caption="What came back of the last issues, the newest first"
            head={["Issue", "Handed over", "Bounced", "Blocked", "Complaints", "Left by mail"]}
            numbersFrom={1}
          >
            {figures.map(({ editionId, title, path, at, counts }) => (
              <Row key={editionId}>
                <Cell>
                  <a href={path} className="font-medium hover:underline">
                    {title}
                  </a>
                  <span className="block text-xs text-muted">
                    <Time at={at} timeZone={timeZone} dateOnly />
                  </span>
                </Cell>
                <Cell label="Handed over" end>
                  <span className="tabular-nums">{counts.accepted.toLocaleString("en")}</span>
                </Cell>
                <Share label="Bounced" count={counts.hard + counts.soft} of={counts.accepted} limit={bounceLimit} />
                <Share label="Blocked" count={counts.block} of={counts.accepted} limit={bounceLimit} />
                <Share
                  label="Complaints"
                  count={counts.complaint}
                  of={counts.accepted}
                  limit={complaintLimits.warn.share}
                  least={complaintLimits.warn.least}
                />
                <Share label="Left by mail" count={counts.leave} of={counts.accepted} limit={1} />
              </Row>
            ))}
          </Table>
        </>
      )}
    </Panel>
  );
}

/** The counts that are watched over time. */
const watched: { name: string; count: (counts: EditionFigures["counts"]) => number }[] = [
  { name: "Bounced", count: ({ hard, soft }) => hard + soft },
  { name: "Blocked", count: ({ block }) => block },
  { name: "Complaints", count: ({ complaint }) => complaint },
];

/** How the returns of the last sends went on, the oldest first. */
function Trends({ figures }: { figures: EditionFigures[] }) {
  const inOrder = figures.toReversed();
  const points = inOrder.map(({ title, path }) => ({ name: title, href: path }));
  if (points.length < 2) return null;
  return (
    <div className="mb-8 grid gap-8 lg:grid-cols-[2fr_1fr]">
      <DrawnChart
        kind="columns"
        title="Mails handed over"
        axis="Issue"
        points={points}
        series={[{ name: "Handed over", values: inOrder.map(({ counts }) => counts.accepted) }]}
      />
      <div className="grid content-start gap-4 sm:grid-cols-3 lg:grid-cols-1">
        {watched.map(({ name, count }) => (
          <div key={name}>
            <h3 className="text-sm font-semibold">{name}</h3>
            <SmallLine
              title={`${name}, of those handed over`}
              axis="Issue"
              points={points}
              values={inOrder.map(({ counts }) => shareOfTotal(count(counts), counts.accepted))}
              format={percent}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

type ShareProps = { label: string; count: number; of: number; limit: number; least?: number };

/** Said in words too where it is too much: colour alone tells nobody. */
function Share({ label, count, of, limit, least = 1 }: ShareProps) {
  const isTooMuch = of > 0 && count >= least && count / of >= limit;
  return (
    <Cell label={label} end>
      <span className={`tabular-nums ${isTooMuch ? "font-semibold text-bad" : ""}`}>
        {count.toLocaleString("en")}
        {count > 0 && of > 0 && (
          <>
            {" "}
            <span className="whitespace-nowrap">({percent(count / of)})</span>
          </>
        )}
        {isTooMuch && <span className="block text-xs">too much</span>}
      </span>
    </Cell>
  );
}
