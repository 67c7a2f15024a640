import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Badge, Panel } from "#app/components/desk/kit.tsx";
import type { ReplyGroup } from "#app/models/deliveries/replies.server.ts";
import { deliveryWords, replyCategoryText } from "./words.ts";

/** Equal replies other than acceptance, with one example of each. */
export function Answers({ answers }: { answers: ReplyGroup[] }) {
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
              <span className="font-medium">{verdict ? replyCategoryText[verdict] : "Unknown"}</span>
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
