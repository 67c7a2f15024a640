import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor, safePath } from "#app/http/session.server.ts";
import { undoAct } from "#app/models/undo/undoing.server.ts";

/** Undoes an act of the one who asks, and goes to where it is to be seen; or back, where it cannot be undone. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "writer");
  const form = await postedForm(request);
  const id = numberFromForm(form, "id");
  const path = await undoAct(context, editor, id);
  return redirect(path === null ? `${safePath(String(form.get("to") ?? ""))}?undo=${id}&not` : `${path}?undo=${id}`);
}
