import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor, safePath } from "#app/http/session.server.ts";
import { dismissNoticeAtDesk } from "#app/models/undo/acts.server.ts";

/** Dismisses a notice for everybody, and returns to the page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const form = await postedForm(request);
  const undo = await dismissNoticeAtDesk(context, editor, numberFromForm(form, "id"));
  return redirect(told(safePath(String(form.get("to") ?? "")), undo));
}

/** The page that it came from, where it can be undone. */
function told(path: string, undo: number | null): string {
  const [page, query = ""] = path.split("?");
  const asked = query.split("&").filter((part) => part !== "" && !part.startsWith("undo="));
  if (undo !== null) asked.push(`undo=${undo}`);
  return asked.length > 0 ? `${page}?${asked.join("&")}` : page!;
}
