import { Field, Panel, Select } from "#app/components/desk/kit.tsx";
import type { StateOrder } from "#app/models/readers/import/states.server.ts";

/** A column with values that a check did not understand. */
export type Unclear = { column: string; values: { value: string; rows: number; line: number }[]; more: number };

type Options = readonly (readonly [string, string])[];
type UnclearValuesProps = { unclear: Unclear[]; states: StateOrder; options: Options };

/** Asks what values mean that may say who must get no mail, and shows what was answered before. */
export function UnclearValues({ unclear, states, options }: UnclearValuesProps) {
  const columns = [...new Set([...unclear, ...states.words].map(({ column }) => column))];
  if (columns.length === 0) return null;
  return (
    <Panel title="What these values mean">
      <div className="space-y-6">
        {columns.map((column, i) => (
          <ColumnValues
            key={column}
            id={`column-${i}`}
            column={column}
            asked={unclear.find((one) => one.column === column)}
            told={states.words.filter((one) => one.column === column)}
            options={options}
          />
        ))}
      </div>
    </Panel>
  );
}

type ColumnValuesProps = {
  id: string;
  column: string;
  asked: Unclear | undefined;
  told: StateOrder["words"];
  options: Options;
};

function ColumnValues({ id, column, asked, told, options }: ColumnValuesProps) {
  const values = [
    ...told.map(({ value, state }) => ({ value, state, where: null })),
    ...(asked?.values ?? [])
      .filter(({ value }) => !told.some((one) => one.value === value))
      .map(({ value, rows, line }) => ({ value, state: "", where: wordWhere(rows, line) })),
  ];
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-semibold">
        Column <bdi className="break-words">{column}</bdi>
      </legend>
      <div className="grid gap-4 sm:grid-cols-2">
        {values.map(({ value, state, where }, i) => (
          <div key={value}>
            <input type="hidden" name="column" value={column} />
            <input type="hidden" name="value" value={value} />
            <Field
              id={`${id}-${i}`}
              label={<bdi className="break-words">{value === "" ? "(an empty cell)" : value}</bdi>}
              hint={where}
            >
              <Select name="state" defaultValue={state}>
                <option value="">Choose what it means</option>
                {options.map(([name, means]) => (
                  <option key={name} value={name}>
                    {means}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
        ))}
      </div>
      {asked && asked.more > 0 && (
        <p className="mt-2 text-sm text-muted">
          {asked.more.toLocaleString("en")} more values are asked for once these are answered.
        </p>
      )}
      {asked && (
        <label className="mt-3 flex items-start gap-2 text-sm">
          <input type="checkbox" name="ignored" value={column} className="mt-0.5 size-4 shrink-0 accent-accent" />
          This column says nothing about who may be written to
        </label>
      )}
    </fieldset>
  );
}

function wordWhere(rows: number, line: number): string {
  return rows === 1 ? `On line ${line}` : `${rows.toLocaleString("en")} rows, the first on line ${line}`;
}
