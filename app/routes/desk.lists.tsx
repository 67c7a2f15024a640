import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { postedForm } from "../answers.server.ts";
import { Button, EmptyState, Field, Notice, PageHead, Panel, TextInput } from "../components/desk/kit.tsx";
import { ChangeDoor, DoorState } from "../components/desk/lists/ListDoor.tsx";
import { Rename } from "../components/desk/Rename.tsx";
import { faultsAt, typedAt, type Reply } from "../components/desk/reply.ts";
import { rowId } from "../components/desk/rowId.ts";
import { Cell, Row, Table } from "../components/desk/Table.tsx";
import { parseForm } from "../forms.server.ts";
import { note } from "../models/audit.server.ts";
import { mayActAs } from "../models/editors.server.ts";
import {
  choosingTopics,
  createList,
  listDoorSchema,
  listSchema,
  listsWithCounts,
  renameList,
  setListDoor,
  type ListWithCounts,
} from "../models/lists.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Lists · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const choosing = await choosingTopics(context);
  const lists = (await listsWithCounts(context)).map((list) => ({ ...list, withTopics: choosing.get(list.id) ?? 0 }));
  return { lists, mayChange: mayActAs(role, "operator") };
}

type Answer = { said: string } | { reply: Reply; intent: "create" | "rename" | "door" };

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  if (form.get("intent") === "door") return change(editor.name, form);
  return form.get("intent") === "rename" ? rename(editor.name, form) : create(editor.name, form);

  async function create(actor: string, form: FormData) {
    const parsed = parseForm(listSchema, form);
    if ("reply" in parsed) return answer({ reply: parsed.reply, intent: "create" }, 400);
    const made = await createList(context, parsed.value);
    if ("error" in made)
      return answer(
        { reply: parsed.fault({ slug: ["There is already a list with this slug."] }), intent: "create" },
        400,
      );
    await note(context, actor, "list-created", made.list.slug);
    return answer({ said: `The list “${made.list.name}” is made.` }, 201);
  }

  async function rename(actor: string, form: FormData) {
    const parsed = parseForm(listSchema.pick({ name: true }), form);
    if ("reply" in parsed) return answer({ reply: parsed.reply, intent: "rename" }, 400);
    await renameList(context, rowId(form), parsed.value.name);
    await note(context, actor, "list-renamed", `list ${rowId(form)}`);
    return answer({ said: `The list is called “${parsed.value.name}” now.` }, 200);
  }

  async function change(actor: string, form: FormData) {
    const parsed = parseForm(listDoorSchema, form);
    if ("reply" in parsed) return answer({ reply: parsed.reply, intent: "door" }, 400);
    await setListDoor(context, rowId(form), parsed.value);
    const open = parsed.value.open === "yes";
    await note(context, actor, open ? "list-opened" : "list-closed", `list ${rowId(form)}`);
    return answer({ said: open ? "Readers can choose the list now." : "The list is closed to sign-ups." }, 200);
  }
}

function answer(said: Answer, status: number) {
  return data(said, status);
}

export default function Lists() {
  const { lists, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title="Lists"
        lead="Who may get which issue: each issue goes to one list, and readers subscribe to lists."
      />
      {answer && "said" in answer && <Notice tone="good">{answer.said}</Notice>}
      {answer && "reply" in answer && answer.intent === "rename" && (
        <Notice tone="bad" fault={answer}>
          Not renamed. {faultsAt(answer.reply, "name")}
        </Notice>
      )}
      {answer && "reply" in answer && answer.intent === "door" && (
        <Notice tone="bad" fault={answer}>
          Not changed. {faultsAt(answer.reply, "description") ?? faultsAt(answer.reply, "open")}
        </Notice>
      )}
      {lists.length === 0 && <EmptyState title="There is no list yet">Readers need one to subscribe to.</EmptyState>}
      {lists.length > 0 && (
        <Table
          caption="Lists"
          head={["Name", "Sign-up", "Active", "Pending", "Ended", ...(mayChange ? ["Change"] : [])]}
        >
          {lists.map((list) => (
            <Row key={list.id}>
              <Cell>
                <p className="font-medium">
                  <bdi>{list.name}</bdi>
                </p>
                <p className="text-muted">{list.slug}</p>
              </Cell>
              <Cell label="Sign-up">
                <DoorState {...list} />
              </Cell>
              <Cell label="Active">
                <span className="tabular-nums">{list.active.toLocaleString("en-GB")}</span>
                <ChosenBy list={list} />
              </Cell>
              <Count label="Pending" count={list.pending} />
              <Count label="Ended" count={list.ended} />
              {mayChange && (
                <Cell>
                  <div className="flex flex-wrap gap-2">
                    <Rename id={list.id} name={list.name} />
                    <ChangeDoor {...list} />
                  </div>
                </Cell>
              )}
            </Row>
          ))}
        </Table>
      )}
      {mayChange && <NewList answer={answer} />}
    </>
  );
}

/** Who of the active readers does not simply get every issue. */
function ChosenBy({ list }: { list: ListWithCounts & { withTopics: number } }) {
  const { monthly, paused, withTopics } = list;
  const said = [
    [monthly, monthly === 1 ? "gets the monthly digest" : "get the monthly digest"],
    [paused, paused === 1 ? "has paused" : "have paused"],
    [withTopics, "chose topics"],
  ].flatMap(([count, words]) => (count ? [`${count.toLocaleString("en-GB")} ${words}`] : []));
  if (said.length === 0) return null;
  return <span className="mt-1 block text-sm text-muted">Of these, {said.join(", ")}.</span>;
}

function Count({ label, count }: { label: string; count: number }) {
  return (
    <Cell label={label}>
      <span className="tabular-nums">{count.toLocaleString("en-GB")}</span>
    </Cell>
  );
}

function NewList({ answer }: { answer: Answer | undefined }) {
  const reply = answer && "reply" in answer && answer.intent === "create" ? answer.reply : undefined;
  return (
    <div className="mt-8 max-w-xl">
      <Panel title="New list">
        <Form method="post" noValidate className="space-y-5" key={answer && "said" in answer ? answer.said : "new"}>
          <Field id="name" label="Name" hint="Readers see it when they leave." error={faultsAt(reply, "name")}>
            <TextInput name="name" maxLength={80} autoComplete="off" defaultValue={typedAt(reply, "name")} />
          </Field>
          <Field
            id="slug"
            label="Slug"
            hint="Small letters and hyphens, like weekly-europe. It stands in the head of every mail and stays for good."
            error={faultsAt(reply, "slug")}
          >
            <TextInput
              name="slug"
              maxLength={50}
              autoComplete="off"
              spellCheck={false}
              defaultValue={typedAt(reply, "slug")}
            />
          </Field>
          <Button kind="primary">Make the list</Button>
        </Form>
      </Panel>
    </div>
  );
}
