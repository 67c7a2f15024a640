import { countText, deliveryWords } from "#app/components/desk/issues/words.ts";
import { Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { IssueGone } from "./runSheet.server.ts";

/** The outcome of the last issue: each of its readers is in one of the numbers, and they add up. */
export function LastGone({ issue, timeZone }: { issue: IssueGone; timeZone: string }) {
  const { number, subject, sendingAt, sentAt, counts } = issue;
  const states = (["accepted", "refused", "uncertain", "withdrawn", "cancelled", "queued", "sending"] as const).filter(
    (state) => counts[state] > 0 || state === "accepted",
  );
  return (
    <Panel title="The last issue">
      <p className="-mt-2 text-sm wrap-anywhere">
        <a href={deskIssuePath(number)} className="hover:underline">
          <span className="text-muted">No. {number}</span> <bdi className="font-medium">{subject}</bdi>
        </a>
        <span className="block text-muted">
          {sendingAt !== null && (
            <>
              Sent <Time at={sendingAt} timeZone={timeZone} />
            </>
          )}
          {sentAt !== null && sentAt !== sendingAt && (
            <>
              , done <Time at={sentAt} timeZone={timeZone} />
            </>
          )}
          , to {countText(counts.total, "reader")}
        </span>
      </p>
      <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
        {states.map((state) => (
          <div key={state} className="flex flex-col-reverse" title={deliveryWords[state].means}>
            <dt className="text-xs text-muted">{deliveryWords[state].name}</dt>
            <dd className="font-serif text-xl tabular-nums">
              {counts[state].toLocaleString("en")}
              <span className="text-sm text-muted"> of {counts.total.toLocaleString("en")}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
