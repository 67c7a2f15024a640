import { Button, Field, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { BuilderParts } from "#app/models/segments/choices.server.ts";
import { fieldName, type ConditionField, type DraftCondition } from "#app/models/segments/draft.ts";

type ConditionRowProps = {
  condition: DraftCondition;
  /** Its places: of the group, and in it. */
  g: number;
  c: number;
  parts: BuilderParts;
  faults: Record<string, string>;
  onChange: (next: DraftCondition) => void;
  onRemove: () => void;
};

/** One condition: whether it must hold or not, and the fields of its kind. */
export function ConditionRow({ condition, g, c, parts, faults, onChange, onRemove }: ConditionRowProps) {
  const kind = parts.kinds.find(({ kind }) => kind === condition.kind);
  const name = kind?.label ?? "Unknown condition";
  return (
    <li className="py-4">
      <fieldset className="min-w-0">
        <legend className="sr-only">
          {name}, condition {c + 1}
        </legend>
        <input type="hidden" name={fieldName("kind", g, c)} value={condition.kind} />
        <input
          type="hidden"
          name={fieldName("fields", g, c)}
          value={(kind?.fields ?? []).map(({ name }) => name).join(",")}
        />
        <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,12rem)_minmax(0,1fr)_auto]">
          <Field id={`not-${g}-${c}`} label={name}>
            <Select
              name={fieldName("not", g, c)}
              value={condition.not ? "yes" : "no"}
              onChange={(event) => onChange({ ...condition, not: event.target.value === "yes" })}
            >
              <option value="no">{kind?.is ?? "is"}</option>
              <option value="yes">{kind?.isNot ?? "is not"}</option>
            </Select>
          </Field>
          <div className="min-w-0 space-y-3">
            {kind?.fields.map((field) => (
              <ValueField
                key={field.name}
                {...{ field, g, c, parts }}
                value={condition.values[field.name] ?? ""}
                fault={faults[fieldName(`value-${field.name}`, g, c)]}
                onChange={(value) => onChange({ ...condition, values: { ...condition.values, [field.name]: value } })}
              />
            ))}
          </div>
          <Button
            name="step"
            value={`remove ${g} ${c}`}
            aria-label={`Remove ${name}, condition ${c + 1}`}
            className="justify-self-start sm:mt-6.5"
            onClick={(event) => {
              event.preventDefault();
              onRemove();
            }}
          >
            Remove
          </Button>
        </div>
      </fieldset>
    </li>
  );
}

type ValueFieldProps = {
  field: ConditionField;
  g: number;
  c: number;
  parts: BuilderParts;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
};

function ValueField({ field, g, c, parts, value, fault, onChange }: ValueFieldProps) {
  const name = fieldName(`value-${field.name}`, g, c);
  const isGone =
    field.type === "choice" && value !== "" && !parts.choices[field.from].some((one) => one.value === value);
  const taken = { name, value, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  return (
    <Field id={`value-${g}-${c}-${field.name}`} label={field.label} hint={field.hint} error={fault}>
      {field.type === "choice" ? (
        <Select {...taken}>
          <option value="">Choose …</option>
          {isGone && <option value={value}>No longer there</option>}
          {parts.choices[field.from].map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      ) : field.type === "number" ? (
        <TextInput {...taken} type="number" inputMode="numeric" min={field.least} max={field.most} />
      ) : (
        <TextInput {...taken} type={field.type} autoComplete="off" spellCheck={false} />
      )}
    </Field>
  );
}
