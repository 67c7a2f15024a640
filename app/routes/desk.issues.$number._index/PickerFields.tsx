import { Field, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { PickerAsked, PickerFilters } from "./usePicker.ts";

type PickerFieldsProps = { asked: PickerAsked; filters: PickerFilters; onAsk: (part: Partial<PickerAsked>) => void };

/** The filters of the search for articles, beside their words. */
export function PickerFields({ asked, filters, onAsk }: PickerFieldsProps) {
  const day = (name: "from" | "until", label: string) => (
    <Field id={`find-${name}`} label={label}>
      <TextInput type="date" value={asked[name]} onChange={(event) => onAsk({ [name]: event.target.value })} />
    </Field>
  );
  return (
    <div className="mt-3 grid grid-cols-2 gap-3 sm:grid-cols-4">
      <Field id="find-topic" label="Topic">
        <Select value={asked.topic} onChange={(event) => onAsk({ topic: event.target.value })}>
          <option value="">Any</option>
          {filters.topics.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="find-author" label="Author">
        <Select value={asked.author} onChange={(event) => onAsk({ author: event.target.value })}>
          <option value="">Anybody</option>
          {filters.authors.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      </Field>
      {day("from", "From")}
      {day("until", "Until")}
      <label className="col-span-full inline-flex min-h-8 cursor-pointer items-center gap-2 text-sm pointer-coarse:min-h-11">
        <input
          type="checkbox"
          checked={asked.notRun}
          onChange={(event) => onAsk({ notRun: event.target.checked })}
          className="size-4 accent-accent"
        />
        Has not run yet
      </label>
    </div>
  );
}
