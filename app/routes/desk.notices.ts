import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor, safePath } from "#app/http/session.server.ts";
import { dismissNotice } from "#app/models/notices.server.ts";

/** Dismisses a notice for everybody, and returns to the page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const form = await postedForm(request);
  await dismissNotice(context, numberFromForm(form, "id"), editor.name);
  return redirect(safePath(String(form.get("to") ?? "")));
}
