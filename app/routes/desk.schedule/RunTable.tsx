import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Badge, type Tone } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { RunLine } from "#app/models/sending/schedule/overview.server.ts";

const words: Record<RunLine["status"], { name: string; tone: Tone }> = {
  sent: { name: "Sent", tone: "good" },
  held: { name: "Held back", tone: "bad" },
  empty: { name: "Nothing approved", tone: "warn" },
  missed: { name: "Too late", tone: "bad" },
};

/** The results of the last slot times. */
export function RunTable({ runs }: { runs: RunLine[] }) {
  return (
    <Table caption="The last times of the slots, newest first" head={["Slot", "Outcome", "What happened"]}>
      {runs.map((run) => (
        <Row key={`${run.slot} ${run.at}`}>
          <Cell>{run.at}</Cell>
          <Cell label="Outcome">
            <Badge tone={words[run.status].tone}>{words[run.status].name}</Badge>
          </Cell>
          <Cell label="What happened">
            {run.detail}{" "}
            {run.number && (
              <a href={deskIssuePath(run.number)} className="text-accent underline underline-offset-4">
                Issue {run.number}
              </a>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
