import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "../answers.server.ts";
import { rowId } from "../components/desk/rowId.ts";
import { dismissNotice } from "../models/notices.server.ts";
import { requireEditor, safePath } from "../session.server.ts";

/** Takes a notice away for everybody, and goes back to where it was read. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const form = await postedForm(request);
  await dismissNotice(context, rowId(form), editor.name);
  return redirect(safePath(String(form.get("to") ?? "")));
}
