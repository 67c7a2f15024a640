import { Button, Field, Panel, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt, type Reply } from "#app/components/desk/reply.ts";
import type { Group } from "#app/models/pacing/destinations.server.ts";

/** The groups of domains, and a form to create or change one. */
export function Groups({ groups, reply }: { groups: Group[]; reply: Reply | undefined }) {
  return (
    <div id="groups" className="scroll-mt-6">
      <Panel title="Groups of domains" term="pace">
        <p className="mb-5 text-sm text-muted">
          Domains whose mail the same servers take, like gmail.com and googlemail.com, share one pace when they are a
          group. Every other domain has a pace of its own.
        </p>
        {groups.length > 0 && (
          <ul className="mb-6 divide-y divide-rule border-y border-rule">
            {groups.map(({ name, domains }) => (
              <li key={name} className="flex flex-wrap items-center justify-between gap-3 py-3">
                <p className="min-w-0 flex-1 basis-56">
                  <strong className="font-medium">{name}</strong>
                  <span className="block text-sm wrap-anywhere text-muted">{domains.join(", ")}</span>
                </p>
                <form method="post">
                  <input type="hidden" name="group" value={name} />
                  <Button name="intent" value="end-group" aria-label={`Take apart: ${name}`}>
                    Take apart
                  </Button>
                </form>
              </li>
            ))}
          </ul>
        )}
        <form method="post" noValidate className="space-y-5">
          <Field
            id="group"
            label="Group"
            hint="A short name, like google. The name of a group that is there gives it the domains below instead."
            error={faultsAt(reply, "group")}
          >
            <TextInput
              name="group"
              maxLength={40}
              autoComplete="off"
              spellCheck={false}
              defaultValue={typedAt(reply, "group")}
            />
          </Field>
          <Field
            id="domains"
            label="Domains"
            hint="Separated by commas, spaces or lines."
            error={faultsAt(reply, "domains")}
          >
            <TextArea name="domains" rows={3} spellCheck={false} defaultValue={typedAt(reply, "domains")} />
          </Field>
          <Button name="intent" value="group">
            Keep the group
          </Button>
        </form>
      </Panel>
    </div>
  );
}
