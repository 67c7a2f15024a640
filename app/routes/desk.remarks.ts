import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { numberFromForm, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { markRemark } from "#app/models/feedback/results.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";

/** Marks a reader's words, or takes the mark off; then shows the answers to their issue. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const form = await postedForm(request);
  const marked = orNotFound(
    await markRemark(context, numberFromForm(form, "id"), form.get("marked") === "1", editor.name),
  );
  return redirect(deskIssuePath(marked.issue, "answers"));
}
