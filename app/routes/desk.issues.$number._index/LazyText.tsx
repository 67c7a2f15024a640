import { RichTextField } from "#app/components/desk/RichTextField.tsx";
import { Field } from "#app/components/desk/kit.tsx";
import type { Body } from "#app/models/body.ts";

type LazyTextProps = {
  id: string;
  label: string;
  hint: string;
  text: Body;
  isReading: boolean;
  followed: number;
  onChange: (text: Body) => void;
};

/** A text that most issues do not have. It is shown once somebody asks for it, or it has words. */
export function LazyText({ id, label, hint, text, isReading, followed, onChange }: LazyTextProps) {
  return (
    <Field id={id} label={hint}>
      <RichTextField
        label={label}
        images
        initial={text}
        readOnly={isReading}
        followed={followed}
        onChange={onChange}
        height="min-h-20"
      />
    </Field>
  );
}
