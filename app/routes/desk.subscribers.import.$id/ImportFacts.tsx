import { Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import type { ImportRecord } from "#app/models/readers/import/imports.server.ts";

/** Says who imported what, when, and on which ground. */
export function ImportFacts({ record, timeZone }: { record: ImportRecord; timeZone: string }) {
  const { files, list, basis, startedBy, via, begunAt, endedAt, total } = record;
  return (
    <Panel title="About this import">
      <dl className="grid gap-x-6 gap-y-1 text-sm max-sm:[&>dd]:mb-2 sm:grid-cols-[10rem_minmax(0,1fr)] sm:gap-y-2">
        <dt className="text-muted">File</dt>
        <dd>
          <bdi className="break-all">{files.join(", ")}</bdi>, {total.toLocaleString("en")} rows
        </dd>
        <dt className="text-muted">List</dt>
        <dd>
          <bdi>{list}</bdi>
        </dd>
        <dt className="text-muted">They agreed</dt>
        <dd dir="auto">{basis}</dd>
        <dt className="text-muted">Begun</dt>
        <dd>
          <Time at={begunAt} timeZone={timeZone} /> by <bdi>{startedBy}</bdi>,{" "}
          {via === "desk" ? "at the desk" : "by command"}
        </dd>
        {endedAt !== null && (
          <>
            <dt className="text-muted">Over</dt>
            <dd>
              <Time at={endedAt} timeZone={timeZone} />
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
