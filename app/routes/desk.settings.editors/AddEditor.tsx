import { Button, Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt, type Reply } from "#app/components/desk/reply.ts";

/** Creates an account. */
export function AddEditor({ reply }: { reply: Reply | undefined }) {
  const at = (name: string) => ({ id: name, error: faultsAt(reply, name) });
  return (
    <Panel title="Add an editor">
      <form method="post" noValidate className="grid gap-5 sm:grid-cols-2">
        <Field {...at("name")} label="Name">
          <TextInput name="name" maxLength={80} autoComplete="off" defaultValue={typedAt(reply, "name")} />
        </Field>
        <Field {...at("email")} label="Email">
          <TextInput name="email" type="email" autoComplete="off" defaultValue={typedAt(reply, "email")} />
        </Field>
        <Field
          {...at("role")}
          label="Role"
          hint="A writer writes their own articles, an editor all and issues, an operator also sends, an owner may do all."
        >
          <Select name="role" defaultValue={typedAt(reply, "role") || "editor"}>
            <option value="writer">Writer</option>
            <option value="editor">Editor</option>
            <option value="operator">Operator</option>
            <option value="owner">Owner</option>
          </Select>
        </Field>
        <Field {...at("password")} label="Password" hint="At least 8 characters. They can change it.">
          <TextInput name="password" type="password" autoComplete="new-password" />
        </Field>
        <div>
          <Button kind="primary">Add</Button>
        </div>
      </form>
    </Panel>
  );
}
