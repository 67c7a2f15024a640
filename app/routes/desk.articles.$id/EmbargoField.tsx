import { useState } from "react";
import { Field, TextInput } from "#app/components/desk/kit.tsx";

type EmbargoFieldProps = {
  /** As stored, like `2026-11-30T07:00`; empty for none. */
  embargo: string;
  isOnSite: boolean;
  faults: string[] | null;
  timeZone: string;
  onChange: (embargo: string) => void;
};

/** The embargo's day and time. While one of its parts is empty the embargo stays as it was: a browser calls that no time. */
export function EmbargoField({ embargo, isOnSite, faults, timeZone, onChange }: EmbargoFieldProps) {
  const [part, setPart] = useState<"whole" | "typing" | "left">("whole");
  const stays = embargo ? `The embargo of ${embargo.replace("T", ", ")} stays until then.` : "There is no embargo yet.";
  const take = ({ validity, value }: HTMLInputElement, unfinished: "typing" | "left") => {
    setPart(validity.badInput ? unfinished : "whole");
    if (!validity.badInput && value !== embargo) onChange(value);
  };
  return (
    <Field
      id="embargo"
      label="Embargo"
      term="embargo"
      error={part === "left" ? `Give the day and the whole time, or empty both. ${stays}` : faults}
      hint={
        isOnSite
          ? "The article is on the site: take it off, if nobody may read it yet."
          : `Nobody reads it before this day and time in ${timeZone}, on the site or in an issue.`
      }
    >
      <TextInput
        type="datetime-local"
        // Without it, a year may have six digits.
        max="9999-12-31T23:59"
        // A half typed time is no value, and another one would go over it.
        value={part === "whole" ? embargo : ""}
        onChange={({ target }) => take(target, "typing")}
        // The last part that is emptied is no change to a browser: the value was empty before.
        onKeyUp={({ currentTarget }) => take(currentTarget, "typing")}
        onBlur={({ target }) => take(target, "left")}
      />
    </Field>
  );
}
