import { languages } from "#app/i18n/languages.ts";
import { Field, Select } from "./kit.tsx";

type LanguageProps = { id: string; error: string[] | null; stored: string; readOnly?: boolean };

/** Chooses the briefing's language; a stored language with a country, like en-GB, stays. */
export function LanguageField({ id, error, stored, readOnly = false }: LanguageProps) {
  const offered: [tag: string, name: string][] = Object.entries(languages);
  if (stored && !(stored in languages)) offered.push([stored, stored]);
  return (
    <Field
      id={id}
      error={error}
      label="Language of the briefing"
      hint="Pages and mails speak to readers in it. Articles stay as they are written, and this desk is in English."
    >
      <Select name="language" defaultValue={stored || "en"} disabled={readOnly}>
        {offered.map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
