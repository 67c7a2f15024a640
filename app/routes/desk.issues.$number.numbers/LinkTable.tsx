import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import type { ClickedLink } from "#app/models/numbers/issueClicks.server.ts";
import { shareWords } from "#app/models/shares.ts";

/** Every counted link with its clicks, as the picture of the mail shows them. `accepted`: mails, for shares. */
export function LinkTable({ links, accepted }: { links: ClickedLink[]; accepted: number }) {
  return (
    <Table
      caption="Clicks by link, in the order of the mail"
      head={["Link", "Section", "By people", "All, machines included", "Readers"]}
      numbersFrom={2}
    >
      {links.map(({ n, label, href, section, people, all, readers }) => (
        <Row key={n}>
          <Cell>
            <span className="text-muted tabular-nums">{n}. </span>
            <bdi className="font-medium">{label || "A link without words"}</bdi>
            <bdi className="block text-xs break-all text-muted">{href}</bdi>
          </Cell>
          <Cell label="Section">
            <bdi>{section || "–"}</bdi>
          </Cell>
          <Number label="By people" count={people} />
          <Number label="All, machines included" count={all} />
          <Cell label="Readers" end>
            <span className="tabular-nums">{readers.toLocaleString("en")}</span>
            <span className="block text-xs text-muted">{shareWords(readers, accepted)}</span>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function Number({ label, count }: { label: string; count: number }) {
  return (
    <Cell label={label} end>
      <span className="tabular-nums">{count.toLocaleString("en")}</span>
    </Cell>
  );
}
