import { Form } from "@remix-run/react";
import { Button, Field, NoticeBox, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import type { GroupLine } from "./TestSend.tsx";

/** A group as typed; `id`: null for a new one. */
type TypedGroup = { id: number | null; name: string; addresses: string };

/** Why a group was not saved, beside what was typed; or what takes a change or a removal back. */
export type GroupAnswer = { group: TypedGroup; fault: string } | { undo: TypedGroup };

/** The saved groups, each to be changed and removed, and a form for one more. */
export function TestGroups({ groups, answer }: { groups: GroupLine[]; answer: GroupAnswer | undefined }) {
  const faulty = answer && "fault" in answer ? answer : undefined;
  return (
    <details open={answer !== undefined} className="rounded-lg border border-rule bg-raised p-4 sm:px-6">
      <summary className="cursor-pointer text-sm font-medium">Groups for tests</summary>
      {answer && "undo" in answer && <Undo was={answer.undo} />}
      <ul className="mt-4 space-y-3">
        {groups.map((group) => (
          <GroupItem
            key={`${group.id} ${group.name} ${group.emails.join()}`}
            group={group}
            faulty={faulty?.group.id === group.id ? faulty : undefined}
          />
        ))}
      </ul>
      <div className="mt-4">
        <GroupForm
          key={groups.length}
          typed={faulty?.group.id === null ? faulty.group : { id: null, name: "", addresses: "" }}
          fault={faulty?.group.id === null ? faulty.fault : null}
          names={{ id: "group", name: "Name of a new group", addresses: "Its addresses", button: "Save the group" }}
        />
      </div>
    </details>
  );
}

type GroupItemProps = { group: GroupLine; faulty: { group: TypedGroup; fault: string } | undefined };

function GroupItem({ group: { id, name, emails }, faulty }: GroupItemProps) {
  return (
    <li className="text-sm">
      <div className="flex flex-wrap items-start justify-between gap-3">
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
      </div>
      <details open={faulty !== undefined} className="mt-1">
        <summary className="min-h-8 cursor-pointer" aria-label={`Change the group ${name}`}>
          Change
        </summary>
        <div className="mt-2">
          <GroupForm
            typed={faulty?.group ?? { id, name, addresses: emails.join("\n") }}
            fault={faulty?.fault ?? null}
            names={{
              ...{ id: `group-${id}`, name: `Name of the group ${name}` },
              ...{ addresses: `Addresses of the group ${name}`, button: "Save the changes" },
            }}
          />
        </div>
      </details>
    </li>
  );
}

type GroupFormProps = {
  typed: TypedGroup;
  fault: string | null;
  names: { id: string; name: string; addresses: string; button: string };
};

function GroupForm({ typed, fault, names }: GroupFormProps) {
  return (
    <Form method="post" noValidate preventScrollReset className="space-y-4">
      {fault && (
        <NoticeBox tone="bad" fault={fault}>
          {fault}
        </NoticeBox>
      )}
      {typed.id !== null && <input type="hidden" name="id" value={typed.id} />}
      <Field id={`${names.id}-name`} label={names.name}>
        <TextInput name="name" maxLength={60} defaultValue={typed.name} />
      </Field>
      <Field
        id={`${names.id}-addresses`}
        label={names.addresses}
        hint="With commas or on lines of their own; 25 at most."
      >
        <TextArea name="addresses" rows={3} dir="ltr" defaultValue={typed.addresses} />
      </Field>
      <Button name="intent" value="save-group">
        {names.button}
      </Button>
    </Form>
  );
}

function Undo({ was }: { was: TypedGroup }) {
  return (
    <div className="mt-4">
      <NoticeBox tone="good">
        <Form method="post" preventScrollReset className="flex flex-wrap items-center justify-between gap-3">
          <span>
            The group <bdi className="font-medium">{was.name}</bdi> was {was.id === null ? "removed" : "changed"}.
          </span>
          {was.id !== null && <input type="hidden" name="id" value={was.id} />}
          <input type="hidden" name="name" value={was.name} />
          <input type="hidden" name="addresses" value={was.addresses} />
          <Button name="intent" value="save-group">
            Undo
          </Button>
        </Form>
      </NoticeBox>
    </div>
  );
}
