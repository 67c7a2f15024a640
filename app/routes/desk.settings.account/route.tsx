import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { NoticeBox } from "#app/components/desk/kit.tsx";
import type { Reply } from "#app/components/desk/reply.ts";
import { numberFromForm, orNotFound, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor, sessionCookies, sessionToken } from "#app/http/session.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { checkOwnPassword, newPasswordSchema, setPassword } from "#app/models/desk/editors.server.ts";
import { wordPasswordFault } from "#app/models/desk/faultWords.server.ts";
import { passkeyPlace, passkeysOf, removePasskey } from "#app/models/desk/passkeys.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { endOtherSessions, isJustSignedIn, sessionsOf } from "#app/models/desk/sessions.server.ts";
import { Devices, deviceOf } from "./Devices.tsx";
import { OwnPassword } from "./OwnPassword.tsx";
import { Passkeys } from "./Passkeys.tsx";

export const meta: MetaFunction = () => [{ title: "Your account · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id, name, email, role } = await requireEditor(request, context, "writer");
  const token = await sessionToken(request, context);
  return {
    me: { id, name, email, role },
    sessions: await sessionsOf(context, id, token),
    passkeys: await passkeysOf(context, id),
    canHave: passkeyPlace(context.config) !== null,
    justSignedIn: await isJustSignedIn(context, token),
    device: deviceOf(request.headers.get("user-agent") ?? ""),
    timeZone: await timeZoneOf(context),
  };
}

type Answer = { said: string } | { reply: Reply };

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "writer");
  const form = await postedForm(request);
  const token = await sessionToken(request, context);
  const intent = form.get("intent");
  if (intent === "password") return changePassword(context, editor, form, token);
  if (intent === "again") return signInAgain(request, context, editor, form);
  if (intent === "remove-passkey") return removeOne(context, editor, form, token);
  return signOutElsewhere(context, editor, token);
}

/** A new session for the right password: passkeys can be changed for some minutes (S-06). */
async function signInAgain(request: Request, context: RequestContext, editor: Editor, form: FormData) {
  const given = form.get("againPassword");
  const checked = await checkPassword(context, editor, typeof given === "string" ? given : "");
  if (checked !== "right") {
    const reply: Reply = { status: "error", error: { againPassword: [notChecked[checked]] } };
    return answer({ reply }, statuses[checked]);
  }
  return redirect("/desk/settings/account", { headers: await sessionCookies(request, context, { editor }) });
}

async function removeOne(context: RequestContext, editor: Editor, form: FormData, token: string) {
  if (!(await isJustSignedIn(context, token))) {
    const reply: Reply = { status: "error", error: { againPassword: ["Sign in again first."] } };
    return answer({ reply }, 403);
  }
  const name = orNotFound(await removePasskey(context, editor, numberFromForm(form, "id")));
  return answer({ said: `“${name}” signs you in no more. Delete it from your device, too.` }, 200);
}

async function checkPassword(context: RequestContext, editor: Editor, password: string) {
  const checked = await checkOwnPassword(context, editor.id, password);
  if (checked === "wrong") await logAction(context, editor.name, "present-password-wrong", `editor ${editor.id}`);
  return checked;
}

async function changePassword(context: RequestContext, editor: Editor, form: FormData, token: string) {
  const parsed = parseForm(newPasswordSchema, form);
  if ("reply" in parsed) return answer({ reply: parsed.reply }, 400);
  const current = form.get("currentPassword");
  const checked = await checkPassword(context, editor, typeof current === "string" ? current : "");
  if (checked !== "right")
    return answer({ reply: parsed.fault({ currentPassword: [notChecked[checked]] }) }, statuses[checked]);
  const fault = await setPassword(context, editor, parsed.value.password, token);
  if (fault) return answer({ reply: parsed.fault({ password: [wordPasswordFault(fault)] }) }, 400);
  await logAction(context, editor.name, "password-set", `editor ${editor.id}, their own`);
  return answer({ said: "Your password is changed, and you are signed out everywhere else." }, 200);
}

const notChecked = {
  wrong: "This is not your present password.",
  "too-many": "Ten tries were wrong. Wait a quarter of an hour, then try again.",
};
const statuses = { wrong: 400, "too-many": 429 };

async function signOutElsewhere(context: RequestContext, editor: Editor, token: string) {
  await endOtherSessions(context, editor.id, token);
  await logAction(context, editor.name, "signed-out-elsewhere");
  return answer({ said: "You are signed out everywhere but here." }, 200);
}

function answer(said: Answer, status: number) {
  return data(said, status);
}

export default function Account() {
  const { me, sessions, timeZone, ...rest } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const reply = answer && "reply" in answer ? answer.reply : undefined;
  return (
    <div className="space-y-8">
      {answer && "said" in answer && <NoticeBox tone="good">{answer.said}</NoticeBox>}
      <p>
        You are {me.name}, {me.email}, an {me.role} of this desk.
      </p>
      <Devices sessions={sessions} timeZone={timeZone} />
      <Passkeys me={me.id} timeZone={timeZone} reply={reply} {...rest} />
      <OwnPassword reply={reply} />
    </div>
  );
}
