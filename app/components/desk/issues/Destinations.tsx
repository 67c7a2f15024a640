import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Badge, Panel, type Tone } from "#app/components/desk/kit.tsx";
import type { DestinationNow } from "#app/models/pacing/destinationStatus.server.ts";

const words: Record<DestinationNow["state"], { name: string; tone: Tone }> = {
  free: { name: "Free", tone: "good" },
  held: { name: "Waits", tone: "warn" },
  slowed: { name: "Slowed", tone: "warn" },
  capped: { name: "At its cap", tone: "warn" },
};

type DestinationsProps = { destinations: DestinationNow[]; maySteer: boolean };

/** The destinations of a send: their speed, and which of them wait. */
export function Destinations({ destinations, maySteer }: DestinationsProps) {
  if (destinations.length === 0) return null;
  return (
    <Panel title="Where it goes now">
      <Table caption="Destinations, those that wait first" head={["Destination", "Now", "State"]}>
        {destinations.map((one) => (
          <Row key={one.destination}>
            <Cell>
              <span className="font-medium wrap-anywhere">{one.name}</span>
            </Cell>
            <Cell label="Now">
              <span className="whitespace-nowrap tabular-nums">{one.speed}</span>
            </Cell>
            <Cell label="State">
              <Badge tone={words[one.state].tone}>{words[one.state].name}</Badge>
              {one.standing && <span className="mt-1 block text-muted">{sentence(one.standing)}</span>}
              {one.reply && <span className="mt-1 block font-mono text-xs wrap-anywhere">{one.reply}</span>}
            </Cell>
          </Row>
        ))}
      </Table>
      {maySteer && (
        <p className="mt-4 text-sm text-muted">
          Limits and slow-downs are under{" "}
          <a href="/desk/settings/pacing" className="text-accent underline underline-offset-4">
            Settings, Pacing
          </a>
          .
        </p>
      )}
    </Panel>
  );
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
