import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import {
  Button,
  buttonClass,
  EmptyState,
  Field,
  NoticeBox,
  PageHead,
  Panel,
  TextInput,
} from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt, type Reply } from "#app/components/desk/reply.ts";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import {
  choosingTopics,
  createList,
  listSchema,
  listSignUpSchema,
  listsWithCounts,
  renameList,
  setListSignUp,
  type ListWithCounts,
} from "#app/models/readers/lists.server.ts";
import { ChangeDoor, DoorState } from "./ListDoor.tsx";
import { Rename } from "./Rename.tsx";

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
    await logAction(context, actor, "list-created", made.list.slug);
    return answer({ said: `The list “${made.list.name}” is made.` }, 201);
  }

  async function rename(actor: string, form: FormData) {
    const parsed = parseForm(listSchema.pick({ name: true }), form);
    if ("reply" in parsed) return answer({ reply: parsed.reply, intent: "rename" }, 400);
    await renameList(context, numberFromForm(form, "id"), parsed.value.name);
    await logAction(context, actor, "list-renamed", `list ${numberFromForm(form, "id")}`);
    return answer({ said: `The list is called “${parsed.value.name}” now.` }, 200);
  }

  async function change(actor: string, form: FormData) {
    const parsed = parseForm(listSignUpSchema, form);
    if ("reply" in parsed) return answer({ reply: parsed.reply, intent: "door" }, 400);
    await setListSignUp(context, numberFromForm(form, "id"), parsed.value);
    const open = parsed.value.open === "yes";
    await logAction(context, actor, open ? "list-opened" : "list-closed", `list ${numberFromForm(form, "id")}`);
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
      {answer && "said" in answer && <NoticeBox tone="good">{answer.said}</NoticeBox>}
      {answer && "reply" in answer && answer.intent === "rename" && (
        <NoticeBox tone="bad" fault={answer}>
          Not renamed. {faultsAt(answer.reply, "name")}
        </NoticeBox>
      )}
      {answer && "reply" in answer && answer.intent === "door" && (
        <NoticeBox tone="bad" fault={answer}>
          Not changed. {faultsAt(answer.reply, "description") ?? faultsAt(answer.reply, "open")}
        </NoticeBox>
      )}
      {lists.length === 0 && (
        <EmptyState
          title="There is no list yet"
          action={
            mayChange && (
              <a href="#name" className={buttonClass("primary")}>
                Make the first list
              </a>
            )
          }
        >
          Readers subscribe to a list, and each issue goes to one. Most briefings have a single list, like “The weekly”.
          {!mayChange && " An operator makes it."}
        </EmptyState>
      )}
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

/** The active readers who do not get every issue. */
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
            term="slug"
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
