import { Badge } from "#app/components/desk/kit.tsx";
import type { Counts } from "#app/models/deliveries/deliveries.server.ts";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";
import { deliveryWords } from "./words.ts";

/** Deliveries by state: each reader is in exactly one row, and the rows add up to the audience (T-17). */
export function StateTable({ kind, counts }: { kind: EditionKind; counts: Counts }) {
  const waiting = counts.queued - counts.deferred;
  const rows = [
    ["accepted", counts.accepted],
    ["sending", counts.sending],
    ["queued", waiting],
    ["deferred", counts.deferred],
    ["refused", counts.refused],
    ["uncertain", counts.uncertain],
    ["withdrawn", counts.withdrawn],
    ["cancelled", counts.cancelled],
  ] as const;
  const shown = rows.filter(([state, count]) => count > 0 || state === "accepted" || state === "refused");
  return (
    <table className="w-full text-sm">
      <caption className="sr-only">What became of the {kind} for each reader</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">State</th>
          <th scope="col">Readers</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(([state, count]) => (
          <tr key={state} className="border-b border-rule align-top">
            <th scope="row" className="py-3 pr-4 text-left font-normal">
              <Badge tone={count > 0 ? deliveryWords[state].tone : "plain"}>{deliveryWords[state].name}</Badge>
              <span className="mt-1 block text-muted">{deliveryWords[state].means}</span>
            </th>
            <td className="py-3 text-right text-base font-medium whitespace-nowrap tabular-nums">
              {count.toLocaleString("en")}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" className="py-3 pr-4 text-left font-medium">
            Everyone the {kind} was for
          </th>
          <td className="py-3 text-right text-base font-semibold whitespace-nowrap tabular-nums">
            {counts.total.toLocaleString("en")}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
