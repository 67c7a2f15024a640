import { Button, Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { UploadSettings } from "#app/models/readers/uploads/uploads.server.ts";
import { ColumnChoices } from "./ColumnChoices.tsx";
import { UnclearValues, type Unclear } from "./UnclearValues.tsx";
import type { LookView, FileOptions } from "./views.server.ts";

type SettingsFormProps = {
  settings: UploadSettings;
  faults: { list?: string; basis?: string };
  look: LookView | null;
  unclear: Unclear[];
  lists: { id: number; name: string }[];
  options: FileOptions;
};

/** How a file is read, and what becomes of its people. */
export function SettingsForm({ settings, faults, look, unclear, lists, options }: SettingsFormProps) {
  return (
    <form method="post" className="space-y-6">
      <UnclearValues unclear={unclear} states={settings.states} options={options.states} />
      <Panel title="Who they are">
        <div className="grid gap-5">
          <Field id="list" label="The list that they join" error={faults.list}>
            <Select name="list" defaultValue={settings.listId ?? ""}>
              <option value="">Choose a list</option>
              {lists.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field
            id="basis"
            label="Where and when they agreed to get it"
            hint="Like “Subscribed on our former site, 2019 to 2026”. It is kept with each of them as their receipt’s words."
            error={faults.basis}
          >
            <TextInput name="basis" maxLength={500} defaultValue={settings.basis} />
          </Field>
          <label className="flex items-start gap-3 text-sm">
            <input
              type="checkbox"
              name="confirm"
              defaultChecked={settings.confirm}
              className="mt-0.5 size-4 accent-accent"
            />
            <span>
              Ask each of them by mail first
              <span className="block text-muted">Only those who confirm get issues.</span>
            </span>
          </label>
        </div>
      </Panel>
      <Panel title="How the file is read">
        <ReadingFields settings={settings} look={look} options={options} />
        <ColumnChoices look={look} ignored={settings.states.ignored} asked={unclear.map(({ column }) => column)} />
      </Panel>
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

function ReadingFields({ settings, look, options }: Pick<SettingsFormProps, "settings" | "look" | "options">) {
  return (
    <div className="grid gap-5 sm:grid-cols-2">
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
      <AddressField settings={settings} look={look} />
    </div>
  );
}

function AddressField({ settings, look }: Pick<SettingsFormProps, "settings" | "look">) {
  const names = (look?.tables[0]?.columns ?? []).map(({ name }) => name);
  // A name that is empty or there twice is no name: its number says which column is meant.
  const options = names.map((name, i) => {
    const isName = name !== "" && names.indexOf(name) === names.lastIndexOf(name) && !/^\d+$/.test(name);
    return { value: isName ? name : String(i + 1), label: name === "" ? `Column ${i + 1}` : name };
  });
  const { emailColumn } = settings;
  const isKnown = emailColumn === null || options.some(({ value }) => value === emailColumn);
  return (
    <Field id="address" label="The column with the addresses" hint="Choose it when there are several.">
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
