import { PreflightList, preflightSummary } from "#app/components/desk/issues/Preflight.tsx";
import { countText } from "#app/components/desk/issues/words.ts";
import { Panel } from "#app/components/desk/kit.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { Mend } from "#app/models/preflight/mends.ts";
import type { CheckedIssue, Finding, Preflight } from "#app/models/preflight/preflight.server.ts";
import { SizeMeter } from "./SizeMeter.tsx";

type PreflightPanelProps = {
  composition: CheckedIssue;
  /** `checking`: what is shown would be of an older version. */
  state: "checked" | "checking" | "failed" | "unsaved";
  /** Absent while nothing can be changed here. */
  onMend?: (mend: Mend) => void;
  onDismiss?: (finding: Finding, why: string | null) => Promise<boolean>;
};

/** Before it goes out: all that was found, never of an older version than the one on the page. */
export function PreflightPanel({ composition, state, onMend, onDismiss }: PreflightPanelProps) {
  const { number, preflight, audience, leftOut, size } = composition;
  return (
    <Panel title="Before it goes out">
      <p role="status" className="-mt-2 mb-4 text-sm text-muted">
        {state === "checking" && "Checking…"}
        {state === "unsaved" && "Not checked: it could not be saved yet. It is checked as soon as it is."}
        {state === "failed" && "Not checked: the desk could not be reached. Trying again."}
        {state === "checked" && preflightSummary(preflight)}
      </p>
      {/* Keeps its height meanwhile, so that nothing below jumps at each pause of typing. */}
      <div aria-busy={state !== "checked"} className={state === "checked" ? "" : "invisible"}>
        <PreflightList
          preflight={preflight}
          page={deskIssuePath(number)}
          isHere
          onMend={onMend}
          onDismiss={onDismiss}
        />
        {preflight.linksToCome > 0 && (
          <p className="mt-4 text-sm text-muted">
            {countText(preflight.linksToCome, "link")} not checked yet: the sender asks the sites, a few at a time.
          </p>
        )}
        {audience > 0 && (
          <p className="mt-4 text-sm text-muted">
            It would go to {countText(audience, "reader")} now.
            {leftOut.length > 0 && ` Of the others on the list, ${leftOut.join(", ")}.`}
          </p>
        )}
        <hr className="my-4 border-rule" />
        <SizeMeter size={size} />
        <ClientSupport clients={preflight.clients} />
      </div>
    </Panel>
  );
}

/** How well mail programs show the mail, by the facts of caniemail.com. */
function ClientSupport({ clients }: Pick<Preflight, "clients">) {
  return (
    <details className="mt-4 text-sm">
      <summary className="min-h-6 cursor-pointer font-medium">Support by mail programs</summary>
      <table className="mt-2 w-full">
        <caption className="mb-2 text-start text-muted">
          Of 100 parts of the mail, those that a program shows as they are meant, by caniemail.com.
        </caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Program</th>
            <th scope="col">Supported</th>
          </tr>
        </thead>
        <tbody>
          {clients.map(({ family, supported }) => (
            <tr key={family} className="border-t border-rule">
              <th scope="row" className="py-1 text-start font-normal">
                {family}
              </th>
              <td className="py-1 text-end tabular-nums">{Math.round(supported)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
