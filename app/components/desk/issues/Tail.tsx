import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import type { DeliveryLine } from "#app/models/deliveries/deliveryLines.server.ts";
import { deskSubscriberPath } from "#app/models/deskPaths.ts";
import { countText } from "./words.ts";

type TailProps = { title: string; lead: string; lines: DeliveryLine[]; count: number; timeZone: string };

/** Deliveries that need attention, with the server's reply. */
export function Tail({ title, lead, lines, count, timeZone }: TailProps) {
  if (count === 0) return null;
  return (
    <Panel title={`${title} (${count.toLocaleString("en")})`}>
      <p className="-mt-2 mb-4 text-sm text-muted">
        {lead}
        {count > lines.length && ` The latest ${lines.length} of ${countText(count, "reader")} are listed.`}
      </p>
      <Table caption={title} head={["Reader", "What the server said", "When"]}>
        {lines.map((line) => (
          <Row key={line.subscriberId}>
            <Cell>
              <a
                href={deskSubscriberPath(line.subscriberId)}
                className="block font-medium break-all hover:underline sm:min-w-48"
              >
                {line.email}
              </a>
            </Cell>
            <Cell label="Said">
              <span className="font-mono text-xs break-words">{line.reply ?? "nothing"}</span>
              {line.attempts > 1 && <span className="block text-muted">after {line.attempts} tries</span>}
            </Cell>
            <Cell label="When">{line.finishedAt && <Time at={line.finishedAt} timeZone={timeZone} />}</Cell>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}
