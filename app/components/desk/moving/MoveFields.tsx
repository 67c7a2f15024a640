import { Field, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { MoveSettings } from "#app/models/moving/desk/siteMoves.server.ts";

type MoveFieldsProps = {
  settings: MoveSettings;
  sources: { kind: string; name: string }[];
  lists: { slug: string; name: string }[];
  /** About the address, in a sentence. */
  fault: string | null;
};

/** Says how an export is to move in: where the site was, and what its posts become. */
export function MoveFields({ settings, sources, lists, fault }: MoveFieldsProps) {
  return (
    <>
      <Field
        id="site"
        label="Where the site was"
        hint="Like https://old.example.org. Links and pictures without a host are meant from there, and its addresses lead here then. It may be left empty."
        error={fault}
      >
        <TextInput name="site" inputMode="url" defaultValue={settings.site} maxLength={300} />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field id="source" label="Program">
          <Select name="source" defaultValue={settings.source ?? ""}>
            <option value="">Find it out</option>
            {sources.map(({ kind, name }) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="as" label="Published posts become">
          <Select name="as" defaultValue={settings.as ?? ""}>
            <option value="">Issues if mailed, else articles</option>
            <option value="articles">Articles</option>
            <option value="issues">Issues of the archive</option>
          </Select>
        </Field>
      </div>
      {lists.length > 1 && (
        <Field id="list" label="The list of such issues">
          <Select name="list" defaultValue={settings.list ?? lists[0]!.slug}>
            {lists.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <fieldset className="grid gap-3">
        <legend className="sr-only">More</legend>
        <Check name="publish" checked={settings.publish} label="Put posts without a date on the site, too, dated now" />
        <Check
          name="update"
          checked={settings.update}
          label="Go over articles of a former import whose posts changed since"
        />
      </fieldset>
    </>
  );
}

function Check({ name, checked, label }: { name: string; checked: boolean; label: string }) {
  return (
    <label className="flex min-h-8 items-center gap-3 text-sm">
      <input type="checkbox" name={name} defaultChecked={checked} className="size-5 shrink-0 accent-accent" />
      {label}
    </label>
  );
}
