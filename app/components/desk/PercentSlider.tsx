import { Field } from "./kit.tsx";

type PercentSliderProps = { id: string; label: string; value: number; onChange: (value: number) => void };

/** A number from 0 to 100, moved by pointer or by keyboard. */
export function PercentSlider({ id, label, value, onChange }: PercentSliderProps) {
  return (
    <Field id={id} label={label}>
      <span className="flex items-center gap-3">
        <input
          id={id}
          type="range"
          min={0}
          max={100}
          value={value}
          aria-valuetext={`${value} %`}
          onChange={({ target }) => onChange(target.valueAsNumber)}
          className="h-10 w-full min-w-0 accent-accent"
        />
        <span aria-hidden className="w-12 shrink-0 text-end text-sm text-muted tabular-nums">
          {value} %
        </span>
      </span>
    </Field>
  );
}
