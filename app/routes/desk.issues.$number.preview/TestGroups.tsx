import { Form } from "@remix-run/react";
import { Button, Field, NoticeBox, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import type { GroupLine } from "./TestSend.tsx";

/** Why a group was not saved, beside what was typed. */
export type GroupAnswer = { group: { name: string; addresses: string }; fault: string };

/** The saved groups, and a form for one more. */
export function TestGroups({ groups, answer }: { groups: GroupLine[]; answer: GroupAnswer | undefined }) {
  return (
    <details open={answer !== undefined} className="rounded-lg border border-rule bg-raised p-4 sm:px-6">
      <summary className="cursor-pointer text-sm font-medium">Groups for tests</summary>
      <ul className="mt-4 space-y-3">
        {groups.map(({ id, name, emails }) => (
          <li key={id} className="flex flex-wrap items-start justify-between gap-3 text-sm">
            <span className="min-w-0">
              <bdi className="font-medium">{name}</bdi>
              <span className="block break-words text-muted">{emails.join(", ")}</span>
            </span>
            <Form method="post" preventScrollReset>
              <input type="hidden" name="id" value={id} />
              <Button name="intent" value="remove-group" kind="danger" aria-label={`Remove the group ${name}`}>
                Remove
              </Button>
            </Form>
          </li>
        ))}
      </ul>
      {answer && (
        <div className="mt-4">
          <NoticeBox tone="bad" fault={answer}>
            {answer.fault}
          </NoticeBox>
        </div>
      )}
      <Form method="post" noValidate preventScrollReset key={groups.length} className="mt-4 space-y-4">
        <Field id="group-name" label="Name of a new group">
          <TextInput name="name" maxLength={60} defaultValue={answer?.group.name} />
        </Field>
        <Field id="group-addresses" label="Its addresses" hint="With commas or on lines of their own; 25 at most.">
          <TextArea name="addresses" rows={3} dir="ltr" defaultValue={answer?.group.addresses} />
        </Field>
        <Button name="intent" value="save-group">
          Save the group
        </Button>
      </Form>
    </details>
  );
}
