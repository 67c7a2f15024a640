import { Button, Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import { JoiningFields } from "#app/components/desk/subscribers/JoiningFields.tsx";
import type { UploadSettings } from "#app/models/readers/uploads/uploads.server.ts";
import { ColumnChoices } from "./ColumnChoices.tsx";
import { columnKey } from "./columnUses.ts";
import { TagTopics } from "./TagTopics.tsx";
import { UnclearValues, type Unclear } from "./UnclearValues.tsx";
import type { LookView, FileOptions } from "./views.server.ts";

type SettingsFormProps = {
  settings: UploadSettings;
  faults: { list?: string; basis?: string; address?: string; headerLine?: string };
  look: LookView | null;
  unclear: Unclear[];
  lists: { id: number; name: string }[];
  tags: { tag: string; rows: number }[] | null;
  topics: { slug: string; name: string }[];
  missingTopic: string | null;
  options: FileOptions;
};

/**
 * How a file is read, and what becomes of its people.
 * Long because: it is one form.
 */
export function SettingsForm(props: SettingsFormProps) {
  const { settings, faults, look, unclear, lists, tags, topics, missingTopic, options } = props;
  return (
    <form method="post" className="space-y-6">
      <UnclearValues unclear={unclear} states={settings.states} options={options.states} />
      <Panel title="Who they are">
        <div className="grid gap-5">
          <JoiningFields lists={lists} listId={settings.listId} basis={settings.basis} faults={faults} />
          <Tick name="confirm" isTicked={settings.confirm} label="Ask each of them by mail first">
            Only those who confirm get issues.
          </Tick>
          <Tick
            name="askUnconfirmed"
            isTicked={settings.askUnconfirmed}
            label="Ask those by mail, once, who never confirmed there"
          >
            They are left out otherwise.
          </Tick>
        </div>
      </Panel>
      <Panel title="How the file is read">
        <ReadingFields settings={settings} faults={faults} look={look} options={options} />
        <ColumnChoices look={look} settings={settings} asked={unclear.map(({ column }) => column)} />
        <div className="mt-6">
          <Tick name="allNotes" isTicked={settings.allNotes} label="Keep every column as a note that has no other use">
            Notes are found at the desk, and readers see their own. Leave out what you need not know.
          </Tick>
        </div>
      </Panel>
      <TagTopics
        settings={settings}
        tags={tags}
        hasTags={look?.tables.some(({ columns }) => columns.some(({ use }) => use === "tags")) ?? false}
        topics={topics}
        missing={missingTopic}
      />
      <div className="flex flex-wrap gap-3">
        <Button kind="primary" name="intent" value="check">
          See what each row would become
        </Button>
        <Button name="intent" value="read">
          Read it again
        </Button>
      </div>
    </form>
  );
}

type TickProps = { name: string; isTicked: boolean; label: string; children: string };

function Tick({ name, isTicked, label, children }: TickProps) {
  return (
    <label className="flex items-start gap-3 text-sm">
      <input type="checkbox" name={name} defaultChecked={isTicked} className="mt-0.5 size-4 shrink-0 accent-accent" />
      <span>
        {label}
        <span className="block max-w-prose text-muted">{children}</span>
      </span>
    </label>
  );
}

type ReadingProps = Pick<SettingsFormProps, "settings" | "faults" | "look" | "options">;

function ReadingFields({ settings, faults, look, options }: ReadingProps) {
  return (
    <div className="grid items-start gap-5 sm:grid-cols-2">
      <Field id="format" label="The program that wrote it" hint="It decides what the columns mean.">
        <Select name="format" defaultValue={settings.states.format ?? ""}>
          <option value="">Found by its columns</option>
          {options.formats.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
          <option value="none">None of these</option>
        </Select>
      </Field>
      <Field id="encoding" label="Its letters" hint="Choose another when words look wrong, and read the file again.">
        <Select name="encoding" defaultValue={settings.encoding ?? ""}>
          <option value="">Found by the file</option>
          {options.encodings.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="whole" label="Everybody in it" hint="The columns still say who left among them.">
        <Select name="whole" defaultValue={settings.states.whole ?? ""}>
          <option value="">As its name and columns say</option>
          {options.states.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <AddressField settings={settings} look={look} error={faults.address} />
      <Field
        id="headerLine"
        label="The line that names the columns"
        hint="Found when left empty; 0 when none does."
        error={faults.headerLine}
      >
        <TextInput
          type="number"
          name="headerLine"
          min={0}
          max={999_999}
          inputMode="numeric"
          defaultValue={settings.headerLine ?? ""}
        />
      </Field>
    </div>
  );
}

function AddressField({ settings, look, error }: Pick<ReadingProps, "settings" | "look"> & { error?: string }) {
  const columns = look?.tables[0]?.columns ?? [];
  const options = columns.map(({ name }, i) => ({
    value: columnKey(columns, i, true)!,
    label: name === "" ? `Column ${i + 1}` : name,
  }));
  const { emailColumn } = settings;
  const isKnown = emailColumn === null || options.some(({ value }) => value === emailColumn);
  return (
    <Field id="address" label="The column with the addresses" hint="Choose it when there are several." error={error}>
      <Select name="address" defaultValue={emailColumn ?? ""}>
        <option value="">Found by its name</option>
        {!isKnown && <option value={emailColumn}>{emailColumn}</option>}
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label.slice(0, 80)}
          </option>
        ))}
      </Select>
    </Field>
  );
}
