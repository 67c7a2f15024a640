import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { deliveryWords } from "#app/components/desk/issues/words.ts";
import { Badge } from "#app/components/desk/kit.tsx";
import type { DigestDelivery } from "#app/models/deliveries/deliveryLines.server.ts";

/** The monthly digests of one reader; empty when there are none. */
export function DigestsOfReader({ digests, timeZone }: { digests: DigestDelivery[]; timeZone: string }) {
  if (digests.length === 0) return null;
  return (
    <section>
      <h2 className="mb-4 text-base font-semibold">Digests for this reader</h2>
      <Table
        caption="Digests for this reader, the newest first"
        head={["Digest", "What became of it", "The server said", "When"]}
      >
        {digests.map((line) => {
          const { name, tone, means } =
            deliveryWords[line.status === "queued" && line.attempts > 0 ? "deferred" : line.status];
          return (
            <Row key={line.id}>
              <Cell>
                <a href={`/desk/digests/${line.id}`} className="group block">
                  <span className="font-medium group-hover:underline">{line.month}</span>
                  <span className="block text-muted">
                    <bdi>{line.list}</bdi>
                  </span>
                </a>
              </Cell>
              <Cell>
                <Badge tone={tone}>{name}</Badge>
                <span className="mt-1 block max-w-64 text-muted">{means}</span>
              </Cell>
              <Cell label="Said">
                <span className="font-mono text-xs break-words">{line.reply ?? "–"}</span>
              </Cell>
              <Cell label="When">{line.finishedAt ? <Time at={line.finishedAt} timeZone={timeZone} /> : "–"}</Cell>
            </Row>
          );
        })}
      </Table>
    </section>
  );
}
