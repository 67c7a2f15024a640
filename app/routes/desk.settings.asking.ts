import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { numberFromForm, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { askingOfLists, askingSchema, setAsking } from "#app/models/feedback/asking.server.ts";

/** Saves the question of a list to its readers, and goes back to where it was chosen. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const listId = numberFromForm(form, "list");
  const list = orNotFound((await askingOfLists(context)).find(({ id }) => id === listId));
  const typed = askingSchema.safeParse({ asks: form.get("asks") });
  if (!typed.success) throw new Response(null, { status: 400 });
  await setAsking(context, list.id, typed.data.asks, editor.name);
  return redirect("/desk/settings/counting?asked");
}
