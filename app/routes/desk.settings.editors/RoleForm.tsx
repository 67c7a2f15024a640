import { Button, Select } from "#app/components/desk/kit.tsx";
import { roles } from "#app/models/roles.ts";
import type { Role } from "#db/schema/desk.ts";

type RoleFormProps = { id: number; name: string; role: Role };

/** Changes the role of an account; it counts from its next click on. */
export function RoleForm({ id, name, role }: RoleFormProps) {
  return (
    <form method="post" className="flex flex-wrap gap-2">
      <input type="hidden" name="id" value={id} />
      <Select key={role} name="role" aria-label={`Role of ${name}`} defaultValue={role} className="max-w-36 flex-1">
        {roles.map((one) => (
          <option key={one} value={one}>
            {roleNames[one]}
          </option>
        ))}
      </Select>
      <Button name="intent" value="role" aria-label={`Change the role of ${name}`}>
        Change
      </Button>
    </form>
  );
}

/** The roles as forms name them. */
export const roleNames: Record<Role, string> = {
  writer: "Writer",
  editor: "Editor",
  operator: "Operator",
  owner: "Owner",
};
