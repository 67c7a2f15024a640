import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { NoticeBox } from "#app/components/desk/kit.tsx";
import { faultsAt, type Reply } from "#app/components/desk/reply.ts";
import { numberFromForm, orNotFound, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor, sessionToken } from "#app/http/session.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import {
  createEditor,
  editorSchema,
  listEditors,
  newPasswordSchema,
  roleSchema,
  setDisabled,
  setRole,
  setPassword,
} from "#app/models/desk/editors.server.ts";
import { editorFaultByField, wordPasswordFault, wordRoleFault } from "#app/models/desk/faultWords.server.ts";
import { endPasskeys } from "#app/models/desk/passkeys.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { AddEditor } from "./AddEditor.tsx";
import { roleNames } from "./RoleForm.tsx";
import { EditorTable } from "./EditorTable.tsx";

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
  if (intent === "role") return changeRole(context, owner, form);
  return add(context, owner, form);
}

async function add(context: RequestContext, owner: Editor, form: FormData) {
  const parsed = parseForm(editorSchema, form);
  if ("reply" in parsed) return answer({ reply: parsed.reply }, 400);
  const made = await createEditor(context, parsed.value);
  if ("error" in made) return answer({ reply: parsed.fault(editorFaultByField(made)) }, 400);
  await logAction(context, owner.name, "editor-added", `editor ${made.editor.id}, ${made.editor.role}`);
  return answer({ said: `${made.editor.name} can sign in now. Tell them the password in person.` }, 201);
}

async function givePassword(context: RequestContext, owner: Editor, form: FormData, token: string) {
  const editor = await editorIn(context, form);
  const parsed = parseForm(newPasswordSchema, form);
  if ("reply" in parsed) return answer({ refused: (faultsAt(parsed.reply, "password") ?? []).join(" ") }, 400);
  const fault = await setPassword(context, editor, parsed.value.password, token);
  if (fault) return answer({ refused: wordPasswordFault(fault) }, 400);
  // A stranger in the account is out again.
  if (editor.id !== owner.id) await endPasskeys(context, editor.id);
  await logAction(context, owner.name, "password-set", `editor ${editor.id}`);
  return answer({ said: `${editor.name} has a new password and is signed out everywhere else.` }, 200);
}

async function letIn(context: RequestContext, owner: Editor, form: FormData, allowed: boolean) {
  const editor = await editorIn(context, form);
  if (editor.id === owner.id) return answer({ refused: "You cannot shut yourself out." }, 400);
  const refused = await setDisabled(context, editor.id, !allowed);
  if (refused) return answer({ refused: wordRoleFault(refused) }, 409);
  await logAction(context, owner.name, allowed ? "editor-enabled" : "editor-disabled", `editor ${editor.id}`);
  return answer(
    { said: allowed ? `${editor.name} can sign in again.` : `${editor.name} is signed out and shut out.` },
    200,
  );
}

async function changeRole(context: RequestContext, owner: Editor, form: FormData) {
  const editor = await editorIn(context, form);
  const role = roleSchema.safeParse(form.get("role"));
  if (!role.success) return answer({ refused: role.error.issues[0]!.message }, 400);
  const changed = await setRole(context, editor.id, role.data, owner.name);
  if ("error" in changed) return answer({ refused: wordRoleFault(changed) }, 409);
  // A writer has no page of editors.
  if (editor.id === owner.id && role.data === "writer") throw redirect("/desk/articles");
  return answer({ said: `${editor.name} is ${roleNames[role.data].toLowerCase()} from now on.` }, 200);
}

async function editorIn(context: RequestContext, form: FormData) {
  return orNotFound((await listEditors(context)).find(({ id }) => id === numberFromForm(form, "id")));
}

function answer(said: Answer, status: number) {
  return data(said, status);
}

export default function Editors() {
  const { editors, me, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="space-y-8">
      {answer && "said" in answer && <NoticeBox tone="good">{answer.said}</NoticeBox>}
      {answer && "refused" in answer && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.refused}
        </NoticeBox>
      )}
      {!mayChange && <NoticeBox>Only an owner can add or change editors.</NoticeBox>}
      <EditorTable editors={editors} me={me} mayChange={mayChange} />
      {mayChange && <AddEditor reply={answer && "reply" in answer ? answer.reply : undefined} />}
    </div>
  );
}
