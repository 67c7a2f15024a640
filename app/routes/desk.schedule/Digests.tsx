import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { countText, deliveryWords } from "#app/components/desk/issues/words.ts";
import { Badge, Panel, type Tone } from "#app/components/desk/kit.tsx";
import type { Counts } from "#app/models/deliveries/deliveries.server.ts";
import type { DigestLine, NextDigest } from "#app/models/digests/overview.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";

const words: Record<DigestLine["status"], { name: string; tone: Tone }> = {
  sending: { name: "Going out", tone: "warn" },
  paused: { name: "Paused", tone: "warn" },
  sent: { name: "Sent", tone: "good" },
  empty: { name: "Empty", tone: "plain" },
  missed: { name: "Missed", tone: "bad" },
};

/** The monthly digests: the next one, and the results of the last. */
export function Digests({ next, digests }: { next: NextDigest; digests: DigestLine[] }) {
  const wanted = next.lists.filter(({ monthly }) => monthly > 0);
  return (
    <section id="digests" className="scroll-mt-4 space-y-6">
      <Panel title="Monthly digest" term="digest">
        <p>
          Next: <strong className="font-medium">{next.at}</strong>, with the headlines of {next.month}.
        </p>
        <p className="mt-2 text-sm text-muted">
          {wanted.length === 0
            ? "No reader gets the digest in the place of single issues yet."
            : `It goes to ${wanted.map(({ name, monthly }) => `${countText(monthly, "reader")} of “${name}”`).join(", ")}; not to those who have paused, or for whose topics there is nothing.`}{" "}
          It goes by itself, up to 7 days late when no sender runs.
        </p>
      </Panel>
      {digests.length > 0 && (
        <Table caption="The last digests, the newest first" head={["Digest", "Outcome", "Reader by reader"]}>
          {digests.map((digest) => (
            <Row key={digest.id}>
              <Cell>
                {digest.counts ? (
                  <a href={`/desk/digests/${digest.id}`} className="font-medium hover:underline">
                    {digest.month}
                  </a>
                ) : (
                  <span className="font-medium">{digest.month}</span>
                )}
                <span className="block text-muted">
                  <bdi>{digest.list}</bdi>
                </span>
              </Cell>
              <Cell label="Outcome">
                <Badge tone={words[digest.status].tone}>{words[digest.status].name}</Badge>
                <span className="mt-1 block text-muted">{digest.at}</span>
              </Cell>
              <Cell label="Reader by reader">{digest.counts ? <Sums counts={digest.counts} /> : digest.detail}</Cell>
            </Row>
          ))}
        </Table>
      )}
    </section>
  );
}

function Sums({ counts }: { counts: Counts }) {
  const states = (Object.keys(deliveryWords) as DeliveryStatus[]).filter((state) => counts[state] > 0);
  return (
    <>
      <span className="block">
        {states.map((state) => `${deliveryWords[state].name} ${counts[state].toLocaleString("en")}`).join(", ")}
      </span>
      <span className="block text-muted">of {countText(counts.total, "reader")}</span>
    </>
  );
}
