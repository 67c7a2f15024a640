import type { ColumnLook, TableLook } from "#app/models/readers/uploads/look.server.ts";
import type { LookView } from "./views.server.ts";

const useWords: Record<NonNullable<ColumnLook["use"]>, string> = {
  address: "The address",
  name: "The name",
  state: "Who may be written to",
  since: "When they agreed",
};

type ColumnChoicesProps = {
  look: LookView | null;
  /** Columns that say nothing about who may be written to. */
  ignored: string[];
  /** Columns whose values are asked for elsewhere on the page. */
  asked: string[];
};

/** Shows what each column is read for, with some of its values. */
export function ColumnChoices({ look, ignored, asked }: ColumnChoicesProps) {
  if (!look || look.tables.length === 0) return null;
  const several = look.tables.length > 1;
  const shown = new Set(asked);
  return (
    <div className="mt-6 space-y-6">
      {look.tables.map((table, i) => (
        <div key={i}>
          <h3 className="mb-2 text-sm font-semibold">
            {several ? (
              <>
                Columns of <bdi className="break-all">{table.name}</bdi>
              </>
            ) : (
              "Columns"
            )}
          </h3>
          <ColumnList columns={table.columns.filter((one) => isRead(one, ignored))} {...{ ignored, shown }} />
          <Others columns={table.columns.filter((one) => !isRead(one, ignored))} />
        </div>
      ))}
    </div>
  );
}

function isRead({ name, use }: ColumnLook, ignored: string[]): boolean {
  return use !== null || ignored.includes(name);
}

type ColumnListProps = { columns: TableLook["columns"]; ignored: string[]; shown: Set<string> };

function ColumnList({ columns, ignored, shown }: ColumnListProps) {
  return (
    <ul className="divide-y divide-rule rounded border border-rule">
      {columns.map(({ name, samples, use }, i) => {
        const isIgnored = ignored.includes(name);
        // Each column is answered once, in whatever tables it stands.
        const mayIgnore = (use === "state" || isIgnored) && !shown.has(name);
        if (mayIgnore) shown.add(name);
        return (
          <li key={i} className="grid gap-x-4 gap-y-1 px-3 py-2 text-sm sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
            <span className="min-w-0">
              <bdi className="font-medium break-words">{name || "(no name)"}</bdi>
              <span className="block text-muted">{use ? useWords[use] : "Says nothing about mail"}</span>
            </span>
            <span className="min-w-0">
              <Samples samples={samples} />
              {mayIgnore && (
                <label className="mt-1 flex items-start gap-2">
                  <input
                    type="checkbox"
                    name="ignored"
                    value={name}
                    defaultChecked={isIgnored}
                    className="mt-0.5 size-4 shrink-0 accent-accent"
                  />
                  <span>
                    This says nothing about who may be written to
                    <span className="sr-only">: {name}</span>
                  </span>
                </label>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Others({ columns }: { columns: TableLook["columns"] }) {
  if (columns.length === 0) return null;
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-sm font-medium">
        {columns.length === 1 ? "1 column is not read" : `${columns.length} columns are not read`}
      </summary>
      <ul className="mt-2 divide-y divide-rule rounded border border-rule">
        {columns.map(({ name, samples }, i) => (
          <li key={i} className="grid gap-x-4 px-3 py-2 text-sm sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
            <bdi className="min-w-0 break-words">{name || "(no name)"}</bdi>
            <Samples samples={samples} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Samples({ samples }: { samples: string[] }) {
  return <bdi className="block min-w-0 break-words text-muted">{samples.join(" · ") || "(nothing)"}</bdi>;
}
