import { Form } from "@remix-run/react";
import { Button, Field, Panel, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, type Reply } from "#app/components/desk/reply.ts";
import type { HearingRules } from "#app/models/inbound/hearingRules.server.ts";

/** When issues that come back suppress an address. */
export function RulesPanel({ rules, reply }: { rules: HearingRules; reply: Reply | undefined }) {
  return (
    <Panel title="When an address is given up" term="suppression">
      <Form method="post" noValidate className="space-y-4">
        <input type="hidden" name="intent" value="rules" />
        <p className="text-sm text-muted">
          At once where a server says that there is no such mailbox, and on a complaint. A full mailbox or a server that
          is away counts by issues, however often each was tried; an issue that arrives ends the row.
        </p>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            id="softIssues"
            label="Issues in a row"
            hint="From 2 to 20; 3 is usual."
            error={faultsAt(reply, "softIssues")}
          >
            <TextInput name="softIssues" inputMode="numeric" defaultValue={rules.softIssues} />
          </Field>
          <Field
            id="softDays"
            label="Over so many days"
            hint="Up to 180; 15 is usual."
            error={faultsAt(reply, "softDays")}
          >
            <TextInput name="softDays" inputMode="numeric" defaultValue={rules.softDays} />
          </Field>
        </div>
        <Button kind="primary">Save</Button>
      </Form>
    </Panel>
  );
}
