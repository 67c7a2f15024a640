import { Button, Panel } from "#app/components/desk/kit.tsx";
import { outcomeWords } from "#app/components/desk/subscribers/outcomeWords.ts";
import type { ImportRecord } from "#app/models/readers/import/imports.server.ts";

type ImportResultProps = { record: ImportRecord; /** True while the report can be downloaded. */ hasRows: boolean };

/** Counts what the rows became. */
export function ImportResult({ record, hasRows }: ImportResultProps) {
  const { counts, id, settings } = record;
  const kinds = Object.entries(outcomeWords) as [keyof typeof outcomeWords, string][];
  const shown = kinds.filter(([kind]) => kind === "imported" || counts[kind] > 0);
  return (
    <Panel title="What the rows became">
      <dl className="divide-y divide-rule">
        {shown.map(([kind, words]) => (
          <div key={kind} className="flex items-baseline justify-between gap-4 py-1.5">
            <dt className="min-w-0 text-sm">
              {settings.confirm && kind === "imported" ? "Asked by mail to confirm" : words}
            </dt>
            <dd className="font-serif text-lg tabular-nums">{counts[kind].toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
      {counts.endedHere > 0 && (
        <p className="mt-3 text-sm">
          {counts.endedHere.toLocaleString("en")} of them got mail here until then, and get none any more.
        </p>
      )}
      {hasRows && (
        <form method="post" action={`/desk/subscribers/import/${id}/rows`} className="mt-4">
          <Button>Download the report: every row, with what became of it</Button>
        </form>
      )}
    </Panel>
  );
}
