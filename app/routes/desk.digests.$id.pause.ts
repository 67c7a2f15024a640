import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { digestById, sendOfDigest } from "#app/models/digests/digests.server.ts";
import { pauseSend, pauseSentence, resumeSend } from "#app/models/sending/pauses.server.ts";

/** After a sign-in in between, redirects to the digest and its buttons. */
export function loader({ params }: LoaderFunctionArgs) {
  return redirect(`/desk/digests/${numberFromPath(params.id)}`);
}

/** Pauses or resumes a digest. After a simultaneous change the page shows the present state. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const send = orNotFound(sendOfDigest(orNotFound(await digestById(context, numberFromPath(params.id)))));
  if (form.get("intent") === "resume") await resumeSend(context, send, editor.name);
  else await pauseSend(context, send, editor.name, pauseSentence(String(form.get("reason") ?? "")));
  return redirect(`/desk/digests/${send.id}`);
}
