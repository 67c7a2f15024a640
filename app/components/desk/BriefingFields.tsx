import type { Briefing } from "#app/models/briefing.server.ts";
import { LanguageField } from "./LanguageField.tsx";
import { TimeZone } from "./TimeZone.tsx";
import { Field, Select, TextArea, TextInput } from "./kit.tsx";
import { faultsAt, typedAt, type Reply } from "./reply.ts";

type BriefingFieldsProps = { reply: Reply | undefined; briefing: Briefing | null; zones: string[]; readOnly?: boolean };

/** The briefing's name, pitch and From address. */
export function BriefingFields({ reply, briefing, zones, readOnly = false }: BriefingFieldsProps) {
  const line = (name: "name" | "pitch" | "fromName" | "fromAddress" | "replyTo" | "postalAddress") => ({
    name,
    readOnly,
    defaultValue: typedAt(reply, name, briefing?.[name]),
  });
  const at = (name: string) => ({ id: name, error: faultsAt(reply, name) });
  return (
    <div className="space-y-5">
      <Field {...at("name")} label="Name of the briefing">
        <TextInput {...line("name")} maxLength={80} autoComplete="off" required />
      </Field>
      <Field {...at("pitch")} label="Pitch" hint="One sentence: what readers get, how often, and for whom.">
        <TextArea {...line("pitch")} rows={2} maxLength={300} required />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field {...at("fromName")} label="From name" hint="What readers see in their inbox.">
          <TextInput {...line("fromName")} maxLength={80} autoComplete="off" required />
        </Field>
        <Field {...at("fromAddress")} label="From address" hint="At your own domain.">
          <TextInput {...line("fromAddress")} type="email" autoComplete="off" required />
        </Field>
      </div>
      <Field {...at("replyTo")} label="Replies go to" hint="Leave it empty to get replies at the From address.">
        <TextInput {...line("replyTo")} type="email" autoComplete="off" />
      </Field>
      <Field {...at("postalAddress")} label="Postal address" hint="Mail law asks for one; it stands below every issue.">
        <TextArea {...line("postalAddress")} rows={3} maxLength={300} required />
      </Field>
      <LanguageField stored={typedAt(reply, "language", briefing?.language)} readOnly={readOnly} {...at("language")} />
      {briefing && (
        <Field
          {...at("typography")}
          label="Quotation marks, dashes and ellipses"
          hint="Backspace right after one brings back what was typed. What is pasted stays as it is."
        >
          <Select
            name="typography"
            defaultValue={typedAt(reply, "typography", briefing.typography)}
            disabled={readOnly}
          >
            <option value="on">Typographic as one types, in the briefing’s language</option>
            <option value="off">As they are typed</option>
          </Select>
        </Field>
      )}
      {briefing && (
        <Field
          term="fourEyes"
          {...at("fourEyes")}
          label="Who approves an issue"
          hint="Whoever saved last, the issue or one of its articles, wrote last."
        >
          <Select name="fourEyes" defaultValue={typedAt(reply, "fourEyes", briefing.fourEyes)} disabled={readOnly}>
            <option value="off">Every operator</option>
            <option value="on">Four eyes: an operator who did not write last</option>
          </Select>
        </Field>
      )}
      <TimeZone
        stored={typedAt(reply, "timeZone", briefing?.timeZone)}
        zones={zones}
        readOnly={readOnly}
        {...at("timeZone")}
      />
    </div>
  );
}
