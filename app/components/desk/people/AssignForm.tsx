import { Button, Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { People } from "#app/models/comments/people.server.ts";
import { AssignedTo } from "./AssignedTo.tsx";
import { useAct } from "./usePeople.ts";

type AssignFormProps = {
  people: People;
  /** Colleague in a sentence, like `article`. */
  what: "article" | "issue";
  /** False for a writer, who sees it and changes nothing. */
  mayAssign: boolean;
  act: (fields: Record<string, string>) => Promise<string | null>;
};

/** The person on a piece with the due time, and the form that changes both. */
export function AssignForm({ people, what, mayAssign, act }: AssignFormProps) {
  const { assigned, assignable, me, timeZone } = people;
  const { busy, fault, run } = useAct(act);
  return (
    <Panel title="Who is on it">
      <p className="text-sm">
        {assigned ? (
          <AssignedTo assigned={assigned} me={me} timeZone={timeZone} />
        ) : (
          <span className="text-muted">Nobody is assigned to this {what}.</span>
        )}
      </p>
      {mayAssign && (
        <form
          key={`${assigned?.editorId} ${assigned?.due}`}
          className="mt-4 space-y-3"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            const text = (name: string) => String(form.get(name) ?? "");
            void run({ intent: "assign", editor: text("editor"), due: text("due") });
          }}
        >
          <Field id="assign-editor" label="Assign it to">
            <Select name="editor" defaultValue={assigned?.editorId ?? me}>
              {assignable.map(({ id, name }) => (
                <option key={id} value={id}>
                  {id === me ? `${name} (you)` : name}
                </option>
              ))}
            </Select>
          </Field>
          <Field id="assign-due" label="Due" hint={`If it has a time. ${timeZone}.`} error={fault}>
            <TextInput type="datetime-local" name="due" defaultValue={assigned?.due} />
          </Field>
          <div className="flex flex-wrap gap-2">
            <Button disabled={busy}>Assign</Button>
            {assigned && (
              <Button type="button" disabled={busy} onClick={() => void run({ intent: "unassign" })}>
                Nobody
              </Button>
            )}
          </div>
        </form>
      )}
    </Panel>
  );
}
