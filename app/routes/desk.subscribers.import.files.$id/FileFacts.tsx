import { Button, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { silenceOf } from "#app/models/readers/import/silences.ts";
import { sizeText } from "#app/components/desk/subscribers/sizeText.ts";
import { Time } from "#app/components/desk/Time.tsx";
import type { LookView } from "./views.server.ts";

type FileFactsProps = {
  file: { name: string; size: number; actor: string; at: number; stage: string };
  look: LookView | null;
  /** The state of everybody in it, where an operator said one. */
  whole: string | null;
  timeZone: string;
};

/** Says what a file is, and how it was understood. */
export function FileFacts({ file, look, whole, timeZone }: FileFactsProps) {
  return (
    <Panel title={<bdi className="break-all">{file.name}</bdi>}>
      {look?.fault && <NoticeBox tone="bad">{look.fault}</NoticeBox>}
      <p className="text-sm text-muted">
        {sizeText(file.size)}, brought by <bdi>{file.actor}</bdi> on <Time at={file.at} timeZone={timeZone} />
      </p>
      {look && (
        <ul className="mt-3 space-y-3 text-sm">
          {look.tables.map((table, i) => (
            <li key={i}>
              {look.tables.length > 1 && <bdi className="block font-medium break-all">{table.name}</bdi>}
              <TableFacts table={table} whole={whole} />
            </li>
          ))}
        </ul>
      )}
      {look && look.leftOut.length > 0 && (
        <p className="mt-3 text-sm break-words text-muted">
          Left out: <bdi>{look.leftOut.slice(0, 10).join(", ")}</bdi>
          {look.leftOut.length > 10 && ` and ${look.leftOut.length - 10} more`}
        </p>
      )}
      {file.stage !== "checking" && (
        <form method="post" className="mt-4">
          <Button name="intent" value="throw-away">
            Throw the file away
          </Button>
        </form>
      )}
    </Panel>
  );
}

function TableFacts({ table, whole }: { table: LookView["tables"][number]; whole: string | null }) {
  const { format, encoding, headerLine, columns } = table;
  const stateColumns = columns.filter(({ use }) => use === "state").map(({ name }) => name);
  const silence = silenceOf(format, stateColumns, whole);
  return (
    <dl className="grid gap-x-6 gap-y-1 max-sm:[&>dd]:mb-2 sm:grid-cols-[10rem_minmax(0,1fr)]">
      <dt className="text-muted">Written by</dt>
      <dd>{format === null ? "No program that is known by its columns" : `${format}, by its columns`}</dd>
      {silence && (
        <>
          <dt className="text-muted">Mind</dt>
          <dd className="font-medium text-warn">{silence}</dd>
        </>
      )}
      <dt className="text-muted">Letters</dt>
      <dd>
        {encoding.name}
        {!encoding.chosen && encoding.lines > 0 && (
          <>
            , guessed
            {encoding.samples.length > 0 && (
              <>
                . Words read so: <bdi className="font-medium">{encoding.samples.join(", ")}</bdi>. Are they right?
              </>
            )}
          </>
        )}
      </dd>
      <dt className="text-muted">Columns</dt>
      <dd>
        {columns.length}
        {headerLine > 0 ? `, named on line ${headerLine}` : ", without names"}
      </dd>
    </dl>
  );
}
