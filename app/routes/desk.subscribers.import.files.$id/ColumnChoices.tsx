import { Field, Select } from "#app/components/desk/kit.tsx";
import type { ColumnLook, TableLook } from "#app/models/readers/uploads/look.server.ts";
import type { UploadSettings } from "#app/models/readers/uploads/uploads.server.ts";
import { columnKey, lostColumns, orderedUse, type OrderedUse } from "./columnUses.ts";
import type { LookView } from "./views.server.ts";

const useWords: Record<NonNullable<ColumnLook["use"]>, string> = {
  address: "the address",
  name: "the name",
  state: "who may be written to",
  agreed: "when they agreed",
  asked: "when they asked for it",
  language: "their language",
  tags: "tags",
  ip: "the IP address they asked from",
  form: "the form they used",
  note: "kept as a note",
};

const choices: Record<OrderedUse, string> = {
  name: "The name, or its first part",
  "name-2": "The next part of the name",
  agreed: "When they agreed",
  asked: "When they asked for it",
  language: "Their language",
  tags: "Tags, which can become topics",
  ip: "The IP address they asked from",
  form: "The form they used",
  note: "Keep it as a note about them",
  unread: "Leave it out",
};

type ColumnChoicesProps = {
  look: LookView | null;
  settings: UploadSettings;
  /** Columns whose values are asked for elsewhere on the page. */
  asked: string[];
};

/** Shows what each column is read for, with some of its values, and lets it be read for something else. */
export function ColumnChoices({ look, settings, asked }: ColumnChoicesProps) {
  if (!look || look.tables.length === 0) return null;
  const isAlone = look.tables.length === 1;
  const tables = answeredOnce(look.tables, { settings, asked, isAlone });
  return (
    <div className="mt-6 space-y-6">
      <LostColumns tables={look.tables} settings={settings} />
      {tables.map(({ name, columns }, i) => (
        <div key={i}>
          <h3 className="mb-3 text-sm font-semibold">
            {isAlone ? (
              "Columns"
            ) : (
              <>
                Columns of <bdi className="break-all">{name}</bdi>
              </>
            )}
          </h3>
          <Columns id={`table-${i}`} columns={columns.filter(({ isRead }) => isRead)} />
          <Others id={`others-${i}`} columns={columns.filter(({ isRead }) => !isRead)} />
        </div>
      ))}
    </div>
  );
}

type Shown = ColumnLook & {
  /** By which an order speaks of it; null where it is answered elsewhere. */
  value: string | null;
  ordered: OrderedUse | null;
  isRead: boolean;
  isIgnored: boolean;
  mayIgnore: boolean;
};

type Given = { settings: UploadSettings; asked: string[]; isAlone: boolean };

/** A column that stands in several tables is answered for in the first of them. */
function answeredOnce(tables: TableLook[], { settings, asked, isAlone }: Given): { name: string; columns: Shown[] }[] {
  const [answered, told] = [new Set<string>(), new Set(asked)];
  return tables.map(({ name, columns }) => ({
    name,
    columns: columns.map((column, i) => {
      const key = columnKey(columns, i, isAlone);
      const value = key === null || answered.has(key) || column.use === "address" ? null : key;
      if (value !== null) answered.add(value);
      const isIgnored = settings.states.ignored.includes(column.name);
      const mayIgnore = (column.use === "state" || isIgnored) && !told.has(column.name);
      if (mayIgnore) told.add(column.name);
      const ordered = orderedUse(settings, { name: column.name, number: i + 1 });
      const isRead = column.use !== null || ordered !== null || isIgnored;
      return { ...column, value, ordered, isRead, isIgnored, mayIgnore };
    }),
  }));
}

function Columns({ id, columns }: { id: string; columns: Shown[] }) {
  return (
    <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
      {columns.map((column, i) => (
        <Column key={i} id={`${id}-${i}`} column={column} />
      ))}
    </div>
  );
}

function Column({ id, column }: { id: string; column: Shown }) {
  const { name, samples, value, ordered, use } = column;
  const label = <bdi className="break-words">{name || "(no name)"}</bdi>;
  const words = <bdi className="break-words">{samples.join(" · ") || "(nothing)"}</bdi>;
  const found = use === null ? "Not read" : `Found: ${useWords[use]}`;
  return (
    <div className="min-w-0">
      {value === null ? (
        <div className="text-sm">
          <p className="mb-1.5 font-medium">{label}</p>
          <p>{found}</p>
          <p className="mt-1.5 text-muted">{words}</p>
        </div>
      ) : (
        <Field id={id} label={label} hint={words}>
          <UseSelect value={value} ordered={ordered} found={ordered === null ? found : "As its name says"} />
        </Field>
      )}
      {column.mayIgnore && <Ignore name={name} isIgnored={column.isIgnored} />}
    </div>
  );
}

function UseSelect({ value, ordered, found }: { value: string; ordered: OrderedUse | null; found: string }) {
  return (
    <>
      <input type="hidden" name="mapped" value={value} />
      <Select name="use" defaultValue={ordered ?? ""}>
        <option value="">{found}</option>
        {Object.entries(choices).map(([use, words]) => (
          <option key={use} value={use}>
            {words}
          </option>
        ))}
      </Select>
    </>
  );
}

function Ignore({ name, isIgnored }: { name: string; isIgnored: boolean }) {
  return (
    <label className="mt-2 flex items-start gap-2 text-sm">
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
  );
}

function Others({ id, columns }: { id: string; columns: Shown[] }) {
  if (columns.length === 0) return null;
  return (
    <details className="mt-5">
      <summary className="cursor-pointer text-sm font-medium">
        {columns.length === 1 ? "1 column is not read" : `${columns.length} columns are not read`}
      </summary>
      <div className="mt-4">
        <Columns id={id} columns={columns} />
      </div>
    </details>
  );
}

/** Columns of an order that the file has no longer, like after it was read in other letters. */
function LostColumns({ tables, settings }: { tables: TableLook[]; settings: UploadSettings }) {
  const lost = lostColumns(tables, settings);
  const ignored = settings.states.ignored.filter(
    (column) => !tables.some(({ columns }) => columns.some(({ name }) => name === column)),
  );
  if (lost.length + ignored.length === 0) return null;
  return (
    <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
      {lost.map(({ column, use }, i) => (
        <Field
          key={column}
          id={`lost-${i}`}
          label={<bdi className="break-words">{column}</bdi>}
          error="The file has no such column now."
        >
          <UseSelect value={column} ordered={use} found="Forget it" />
        </Field>
      ))}
      {ignored.map((column) => (
        <div key={column} className="min-w-0 text-sm">
          <p className="font-medium">
            <bdi className="break-words">{column}</bdi>
          </p>
          <p className="mt-1.5 font-medium text-bad">The file has no such column now.</p>
          <Ignore name={column} isIgnored />
        </div>
      ))}
    </div>
  );
}
