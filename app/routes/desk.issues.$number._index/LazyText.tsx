import { memo } from "react";
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
  height?: string;
};

/**
 * A text of the issue with its editor, which takes other words only when `followed` counts on: it is not drawn again while
 * somebody types. `onChange` does the same for as long as its id.
 */
export const LazyText = memo(
  function LazyText({ id, label, hint, text, isReading, followed, onChange, height = "min-h-20" }: LazyTextProps) {
    return (
      <Field id={id} label={hint}>
        <RichTextField
          label={label}
          images
          initial={text}
          readOnly={isReading}
          followed={followed}
          onChange={onChange}
          height={height}
        />
      </Field>
    );
  },
  ({ text: _, onChange: __, ...before }, { text: ___, onChange: ____, ...after }) =>
    JSON.stringify(before) === JSON.stringify(after),
);
