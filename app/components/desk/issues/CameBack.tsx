import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Panel } from "#app/components/desk/kit.tsx";
import type { ReturnsInDetail } from "#app/models/deliveries/returns.server.ts";
import { percent } from "#app/models/shares.ts";
import { countText, returnCategoryWords, returnKindWords } from "./words.ts";

/** Returns of an edition by their kind and by receiving domain, each with its total; nothing before the first. */
export function CameBack({ returns, accepted }: { returns: ReturnsInDetail; accepted: number }) {
  const { domains, categories, others, refused } = returns;
  if (categories.length === 0) return null;
  return (
    <Panel title="What came back">
      <p className="mb-4 text-sm text-muted">
        Of {countText(accepted, "mail")} handed over{refused > 0 && `, beside ${refused.toLocaleString("en")} refused`}.
        One mail may count in two rows, like one that came back and brought a complaint.
      </p>
      <ul className="mb-6 divide-y divide-rule text-sm">
        {categories.map(({ kind, category, count }) => (
          <li key={`${kind} ${category}`} className="flex flex-wrap justify-between gap-x-4 py-2">
            <span className="min-w-0">
              {returnKindWords[kind]}
              {category && <span className="text-muted"> · {returnCategoryWords(category)}</span>}
            </span>
            <Of count={count} of={kind === "refused" ? accepted + refused : accepted} />
          </li>
        ))}
      </ul>
      {domains.length > 0 && (
        <Table
          caption="What came back by receiving domain, the most first"
          head={["Receiving domain", "Refused", "Bounced", "Blocked", "Complaints", "Left"]}
          numbersFrom={1}
        >
          {domains.map(({ domain, counts }) => (
            <Row key={domain}>
              <Cell>
                <bdi className="font-medium break-all">{domain}</bdi>
                {counts.accepted > 0 && (
                  <span className="block text-xs text-muted">{countText(counts.accepted, "mail")} handed over</span>
                )}
              </Cell>
              <Share label="Refused" count={counts.refused} of={counts.accepted + counts.refused} />
              <Share label="Bounced" count={counts.hard + counts.soft} of={counts.accepted} />
              <Share label="Blocked" count={counts.block} of={counts.accepted} />
              <Share label="Complaints" count={counts.complaint} of={counts.accepted} />
              <Share label="Left" count={counts.leave} of={counts.accepted} />
            </Row>
          ))}
        </Table>
      )}
      {others > 0 && <p className="mt-3 text-sm text-muted">And {countText(others, "more domain")}.</p>}
    </Panel>
  );
}

function Share({ label, count, of }: { label: string; count: number; of: number }) {
  return (
    <Cell label={label} end>
      <Of count={count} of={of} />
    </Cell>
  );
}

/** A count with its total and share; without them while the ledger of a domain is not summed up yet. */
function Of({ count, of }: { count: number; of: number }) {
  return (
    <span className="whitespace-nowrap tabular-nums">
      {count.toLocaleString("en")}
      {count > 0 && of > 0 && (
        <span className="text-muted">
          {" "}
          of {of.toLocaleString("en")} ({percent(count / of)})
        </span>
      )}
    </span>
  );
}
