import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { orNotFound, postedForm } from "../answers.server.ts";
import { AddEditor } from "../components/desk/editors/AddEditor.tsx";
import { EditorTable } from "../components/desk/editors/EditorTable.tsx";
import { Notice } from "../components/desk/kit.tsx";
import { faultsAt, type Reply } from "../components/desk/reply.ts";
import { rowId } from "../components/desk/rowId.ts";
import { parseForm } from "../forms.server.ts";
import type { RequestContext } from "../load-context.ts";
import { note } from "../models/audit.server.ts";
import {
  createEditor,
  editorSchema,
  listEditors,
  mayActAs,
  newPasswordSchema,
  setDisabled,
  setPassword,
  type Editor,
} from "../models/editors.server.ts";
import { requireEditor, sessionToken } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Editors · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id, role } = await requireEditor(request, context);
  return { editors: await listEditors(context), me: id, mayChange: mayActAs(role, "owner") };
}

type Answer = { said: string } | { refused: string } | { reply: Reply };

export async function action({ request, context }: ActionFunctionArgs) {
  const owner = await requireEditor(request, context, "owner");
  const form = await postedForm(request);
  const intent = form.get("intent");
  if (intent === "password") return givePassword(context, owner, form, await sessionToken(request, context));
  if (intent === "disable" || intent === "enable") return letIn(context, owner, form, intent === "enable");
  return add(context, owner, form);
}

async function add(context: RequestContext, owner: Editor, form: FormData) {
  const parsed = parseForm(editorSchema, form);
  if ("reply" in parsed) return answer({ reply: parsed.reply }, 400);
  const made = await createEditor(context, parsed.value);
  if ("error" in made) return answer({ reply: parsed.fault({ [made.error.field]: [made.error.message] }) }, 400);
  await note(context, owner.name, "editor-added", `editor ${made.editor.id}, ${made.editor.role}`);
  return answer({ said: `${made.editor.name} can sign in now. Tell them the password in person.` }, 201);
}

async function givePassword(context: RequestContext, owner: Editor, form: FormData, token: string) {
  const editor = await editorIn(context, form);
  const parsed = parseForm(newPasswordSchema, form);
  if ("reply" in parsed) return answer({ refused: (faultsAt(parsed.reply, "password") ?? []).join(" ") }, 400);
  const fault = await setPassword(context, editor, parsed.value.password, token);
  if (fault) return answer({ refused: fault }, 400);
  await note(context, owner.name, "password-set", `editor ${editor.id}`);
  return answer({ said: `${editor.name} has a new password and is signed out everywhere else.` }, 200);
}

async function letIn(context: RequestContext, owner: Editor, form: FormData, allowed: boolean) {
  const editor = await editorIn(context, form);
  if (editor.id === owner.id) return answer({ refused: "You cannot shut yourself out." }, 400);
  await setDisabled(context, editor.id, !allowed);
  await note(context, owner.name, allowed ? "editor-enabled" : "editor-disabled", `editor ${editor.id}`);
  return answer(
    { said: allowed ? `${editor.name} can sign in again.` : `${editor.name} is signed out and shut out.` },
    200,
  );
}

async function editorIn(context: RequestContext, form: FormData) {
  return orNotFound((await listEditors(context)).find(({ id }) => id === rowId(form)));
}

function answer(said: Answer, status: number) {
  return data(said, status);
}

export default function Editors() {
  const { editors, me, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="space-y-8">
      {answer && "said" in answer && <Notice tone="good">{answer.said}</Notice>}
      {answer && "refused" in answer && (
        <Notice tone="bad" fault={answer}>
          {answer.refused}
        </Notice>
      )}
      {!mayChange && <Notice>Only an owner can add or change editors.</Notice>}
      <EditorTable editors={editors} me={me} mayChange={mayChange} />
      {mayChange && <AddEditor reply={answer && "reply" in answer ? answer.reply : undefined} />}
    </div>
  );
}
