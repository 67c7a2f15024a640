import { Panel } from "#app/components/desk/kit.tsx";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { complaintLimits, percent } from "#app/models/deliveries/returnLimits.ts";
import type { EditionFigures } from "#app/models/inbound/figures.server.ts";

/** A bounce rate that providers begin to mind: Amazon SES looks at an account from 5 %, and stops it at 10 %. */
const bounceLimit = 0.05;

/** The returns of the last issues and digests, each as a share of the mails handed over. */
export function FiguresPanel({ figures, timeZone }: { figures: EditionFigures[]; timeZone: string }) {
  return (
    <Panel title="The last issues">
      {figures.length === 0 ? (
        <p className="text-muted">Nothing has gone out yet.</p>
      ) : (
        <Table
          caption="What came back of the last issues, the newest first"
          head={["Issue", "Handed over", "Bounced", "Blocked", "Complaints", "Left by mail"]}
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
      )}
    </Panel>
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
