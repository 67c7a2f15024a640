import type { Scheme } from "#app/components/ui/frame.ts";

type ChoiceProps<T extends string> = {
  legend: string;
  name: string;
  value: T;
  options: Record<T, string>;
  onChange: (value: T) => void;
};

/** A choice of a few options, side by side. */
export function PreviewChoice<T extends string>({ legend, name, value, options, onChange }: ChoiceProps<T>) {
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{legend}</legend>
      <div className="inline-flex max-w-full flex-wrap rounded-md border border-field/60 bg-raised p-0.5">
        {(Object.entries(options) as [T, string][]).map(([key, label]) => (
          <label
            key={key}
            className="relative cursor-pointer rounded px-3 py-1.5 text-sm font-medium text-muted has-checked:bg-sunken has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={key}
              checked={value === key}
              onChange={() => onChange(key)}
              className="absolute inset-0 cursor-pointer appearance-none outline-none"
            />
            <span className="relative pointer-events-none">{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type LooksProps<S extends string> = {
  width: PreviewWidth;
  scheme: S;
  schemes: Record<S, string>;
  onWidth: (width: PreviewWidth) => void;
  onScheme: (scheme: S) => void;
};
export type PreviewWidth = "phone" | "desktop";

/** The schemes of a page, by their names. */
export const lightOrDark: Record<Scheme, string> = { light: "Light", dark: "Dark" };

/** The choices of how a document is shown: how wide, and light or dark. */
export function PreviewLooks<S extends string>({ width, scheme, schemes, onWidth, onScheme }: LooksProps<S>) {
  return (
    <>
      <PreviewChoice
        legend="Width"
        name="width"
        value={width}
        options={{ phone: "Phone", desktop: "Desktop" }}
        onChange={onWidth}
      />
      <PreviewChoice legend="Light or dark" name="scheme" value={scheme} options={schemes} onChange={onScheme} />
    </>
  );
}
