import { useEffect, useRef } from "react";
import { Field, Select } from "./kit.tsx";

type TimeZoneProps = { id: string; error: string[] | null; stored: string; zones: string[]; readOnly?: boolean };

/** Chooses a time zone; where none is stored, the browser's own is suggested. */
export function TimeZone({ id, error, stored, zones, readOnly = false }: TimeZoneProps) {
  const select = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!stored && select.current && zones.includes(own)) select.current.value = own;
  }, [stored, zones]);
  const offered = !stored || zones.includes(stored) ? zones : [stored, ...zones];
  return (
    <Field id={id} error={error} label="Time zone" hint="Dates on the site, in mails and at the desk are of this zone.">
      <Select ref={select} name="timeZone" defaultValue={stored || "UTC"} disabled={readOnly}>
        {offered.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll("_", " ")}
          </option>
        ))}
      </Select>
    </Field>
  );
}
