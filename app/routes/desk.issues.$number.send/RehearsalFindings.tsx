import { countText } from "#app/components/desk/issues/words.ts";
import { NoticeBox } from "#app/components/desk/kit.tsx";
import type { Findings, Named } from "#app/models/sending/rehearsal/findings.server.ts";

type RehearsalFindingsProps = { found: Findings; rows: [string, string][]; warnings: string[] };

/** The result of a rehearsal; errors come first. */
export function RehearsalFindings({ found, rows, warnings }: RehearsalFindingsProps) {
  return (
    <div className="mt-4">
      {found.faults.count > 0 && (
        <NoticeBox tone="bad">
          <h3 className="font-semibold">{countText(found.faults.count, "message")} cannot go out</h3>
          <Names {...found.faults} />
        </NoticeBox>
      )}
      {warnings.length > 0 && (
        <NoticeBox tone="warn">
          <ul className="space-y-2">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
          {found.duplicates.count > 0 && <Names {...found.duplicates} />}
        </NoticeBox>
      )}
      <table className="w-full text-sm">
        <caption className="sr-only">What the rehearsal found</caption>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name} className="border-t border-rule align-top">
              <th scope="row" className="w-28 py-2 sm:w-40 pr-4 text-left font-normal text-muted">
                {name}
              </th>
              <td className="py-2 wrap-anywhere">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Names({ count, named }: Named) {
  return (
    <ul className="mt-2 max-h-80 space-y-1 overflow-auto">
      {named.map(({ email, reason }, i) => (
        <li key={i} className="wrap-anywhere">
          <strong className="font-medium">{email}</strong>: {reason}
        </li>
      ))}
      {count > named.length && <li>and {countText(count - named.length, "more", "more")}</li>}
    </ul>
  );
}
