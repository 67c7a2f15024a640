import { Button, Field, Panel, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt, type Reply } from "#app/components/desk/reply.ts";

const limits = [
  { field: "perSecond", label: "Messages a second", hint: "Like 5, or 0.5 for one every two seconds." },
  { field: "perHour", label: "Messages an hour", hint: "" },
  { field: "perDay", label: "Messages a day", hint: "" },
  { field: "connections", label: "Connections at once", hint: "Of all senders together." },
] as const;

type Typed = Record<(typeof limits)[number]["field"] | "warmUp" | "growth", string>;
type PaceFormProps = { destination: string; stored: Typed; reply: Reply | undefined };

/** The limits of one destination. `stored`: the current ones. */
export function PaceForm({ destination, stored, reply }: PaceFormProps) {
  const number = (field: keyof Typed) => (
    <TextInput
      name={field}
      inputMode="decimal"
      autoComplete="off"
      defaultValue={typedAt(reply, field, stored[field])}
    />
  );
  return (
    <div id="rules" className="scroll-mt-6">
      <Panel title="Set the limits of a destination">
        <form method="post" noValidate className="grid gap-5 sm:grid-cols-2">
          <input type="hidden" name="intent" value="set" />
          <div className="sm:col-span-2">
            <Field
              id="destination"
              label="Destination"
              term="destination"
              hint="A domain like example.org, a group by its name, or * for all mail together. Empty fields below are no limit."
              error={faultsAt(reply, "destination")}
            >
              <TextInput
                name="destination"
                maxLength={253}
                autoComplete="off"
                spellCheck={false}
                defaultValue={typedAt(reply, "destination", destination)}
              />
            </Field>
          </div>
          {limits.map(({ field, label, hint }) => (
            <Field key={field} id={field} label={label} hint={hint} error={faultsAt(reply, field)}>
              {number(field)}
            </Field>
          ))}
          <Field
            id="warmUp"
            label="Warm-up: messages on the first day"
            term="warmUp"
            hint="A new domain or IP address begins small."
            error={faultsAt(reply, "warmUp")}
          >
            {number("warmUp")}
          </Field>
          <Field
            id="growth"
            label="Warm-up: per cent more each day"
            hint="30 is usual; never double."
            error={faultsAt(reply, "growth")}
          >
            {number("growth")}
          </Field>
          {Number(typedAt(reply, "growth")) >= 100 && (
            <label className="flex items-start gap-3 text-sm sm:col-span-2">
              <input type="checkbox" name="nevertheless" className="mt-0.5 size-4 accent-accent" />
              It may grow by {typedAt(reply, "growth")} % a day all the same.
            </label>
          )}
          <div className="sm:col-span-2">
            <Button kind="primary">Set the limits</Button>
          </div>
        </form>
      </Panel>
    </div>
  );
}
