import type { KeyboardEvent } from "react";
import { useField } from "#app/components/desk/kit.tsx";

type GrowingProps = {
  name: string;
  value: string;
  placeholder: string;
  maxLength: number;
  /** Classes of the text. */
  className: string;
  /** It keeps the focus, and takes no key. */
  readOnly: boolean;
  onChange: (value: string) => void;
};

/** A single-line field that wraps over as many lines as it needs. */
export function Growing({ name, value, placeholder, maxLength, className, readOnly, onChange }: GrowingProps) {
  const shared = `col-start-1 row-start-1 w-full px-0 py-1 ${className}`;
  return (
    <div className="grid">
      <span aria-hidden className={`${shared} invisible whitespace-pre-wrap`}>
        {value || placeholder}{" "}
      </span>
      <textarea
        {...useField()}
        name={name}
        rows={1}
        dir="auto"
        maxLength={maxLength}
        readOnly={readOnly}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value.replace(/\s*\n\s*/g, " "))}
        onKeyDown={withoutBreaks}
        className={`${shared} resize-none overflow-hidden rounded-sm bg-transparent placeholder:text-muted focus-visible:outline-offset-4`}
      />
    </div>
  );
}

function withoutBreaks(event: KeyboardEvent) {
  if (event.key === "Enter" && !event.nativeEvent.isComposing) event.preventDefault();
}
