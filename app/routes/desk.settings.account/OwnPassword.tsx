import { Button, Field, Panel, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, type Reply } from "#app/components/desk/reply.ts";

/** Changes the editor's own password. */
export function OwnPassword({ reply }: { reply: Reply | undefined }) {
  return (
    <Panel title="Change your password">
      <form method="post" noValidate className="max-w-sm space-y-5">
        <input type="hidden" name="intent" value="password" />
        <Field id="currentPassword" label="Present password" error={faultsAt(reply, "currentPassword")}>
          <TextInput name="currentPassword" type="password" autoComplete="current-password" />
        </Field>
        <Field
          id="password"
          label="New password"
          hint="At least 8 characters; a sentence of 15 or more is better."
          error={faultsAt(reply, "password")}
        >
          <TextInput name="password" type="password" autoComplete="new-password" />
        </Field>
        <Button kind="primary">Change it</Button>
      </form>
    </Panel>
  );
}
