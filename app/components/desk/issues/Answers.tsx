import type { AnswerGroup } from "../../../models/answers.server.ts";
import { Badge, Panel } from "../kit.tsx";
import { Cell, Row, Table } from "../Table.tsx";
import { deliveryWords, verdictWords } from "./words.ts";

/** What servers answered instead of yes, the same answers together, with one of each in its own words. */
export function Answers({ answers }: { answers: AnswerGroup[] }) {
  if (answers.length === 0) return null;
  return (
    <Panel title="What was answered instead of yes">
      <Table
        caption="Answers by what they mean, the most frequent first"
        head={["Meaning", "Code", "Readers", "One example"]}
      >
        {answers.map(({ state, verdict, code, count, example }) => (
          <Row key={`${state} ${verdict} ${code}`}>
            <Cell>
              <span className="font-medium">{verdict ? verdictWords[verdict] : "Unknown"}</span>
              <span className="mt-1 block">
                <Badge tone={deliveryWords[state].tone}>{deliveryWords[state].name}</Badge>
              </span>
            </Cell>
            <Cell label="Code">{code ?? "none"}</Cell>
            <Cell label="Readers">
              <span className="tabular-nums">{count.toLocaleString("en")}</span>
            </Cell>
            <Cell label="Example">
              <span className="font-mono text-xs wrap-anywhere">{example ?? "nothing"}</span>
            </Cell>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}
