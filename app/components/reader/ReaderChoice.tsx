import type { ReactNode } from "react";

type ChoiceProps = {
  type: "radio" | "checkbox";
  id?: string;
  name: string;
  value: string;
  chosen?: boolean;
  required?: boolean;
  describedBy?: string;
  children: ReactNode;
};

/** A checkbox or radio button with its label, large enough for a thumb. */
export function ReaderChoice({ type, id, name, value, chosen, required, describedBy, children }: ChoiceProps) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 py-1.5">
      <input
        type={type}
        id={id}
        name={name}
        value={value}
        defaultChecked={chosen}
        required={required}
        aria-describedby={describedBy}
        className="size-5 shrink-0 accent-accent"
      />
      <span>{children}</span>
    </label>
  );
}
