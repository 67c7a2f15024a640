import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Badge, Button } from "#app/components/desk/kit.tsx";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { RoleForm } from "./RoleForm.tsx";
import { NewPassword } from "./NewPassword.tsx";

type EditorTableProps = { editors: (Editor & { disabledAt: number | null })[]; me: number; mayChange: boolean };

/** The accounts of the desk. */
export function EditorTable({ editors, me, mayChange }: EditorTableProps) {
  return (
    <Table caption="Editors" head={["Name", "Role", ...(mayChange ? ["Change"] : [])]}>
      {editors.map((editor) => (
        <Row key={editor.id}>
          <Cell>
            <p className="font-medium">
              {editor.name} {editor.id === me && <span className="font-normal text-muted">(you)</span>}
            </p>
            <p className="text-muted">{editor.email}</p>
          </Cell>
          <Cell label="Role">
            <span className="flex flex-wrap gap-2">
              {mayChange ? (
                <RoleForm id={editor.id} name={editor.name} role={editor.role} />
              ) : (
                <Badge>{editor.role}</Badge>
              )}
              {editor.disabledAt !== null && <Badge tone="bad">shut out</Badge>}
            </span>
          </Cell>
          {mayChange && (
            <Cell>
              <div className="flex flex-wrap gap-2">
                <NewPassword id={editor.id} name={editor.name} />
                {editor.id !== me && <LetIn id={editor.id} name={editor.name} disabled={editor.disabledAt !== null} />}
              </div>
            </Cell>
          )}
        </Row>
      ))}
    </Table>
  );
}

function LetIn({ id, name, disabled }: { id: number; name: string; disabled: boolean }) {
  return (
    <form method="post">
      <input type="hidden" name="id" value={id} />
      <Button
        name="intent"
        value={disabled ? "enable" : "disable"}
        kind={disabled ? "quiet" : "danger"}
        aria-label={disabled ? `Let in again: ${name}` : `Shut out ${name}`}
      >
        {disabled ? "Let in again" : "Shut out"}
      </Button>
    </form>
  );
}
