import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { pauseSend, pauseSentence, resumeSend } from "#app/models/sending/pauses.server.ts";

/** After a sign-in in between, redirects to the issue and its buttons. */
export function loader({ params }: LoaderFunctionArgs) {
  return redirect(deskIssuePath(numberFromPath(params.number)));
}

/** Pauses or resumes a send. After a simultaneous change the page shows the present state. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const number = numberFromPath(params.number);
  const form = await postedForm(request);
  const send = sendOfIssue(orNotFound(await issueByNumber(context, number)));
  if (send && form.get("intent") === "resume") await resumeSend(context, send, editor.name);
  else if (send) await pauseSend(context, send, editor.name, pauseSentence(String(form.get("reason") ?? "")));
  return redirect(deskIssuePath(number));
}
