import type { ActionFunctionArgs } from "@remix-run/node";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { articleById } from "#app/models/articles/articles.server.ts";
import { addCorrection, correctionSchema, withdrawCorrection } from "#app/models/articles/corrections.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Adds or withdraws a correction, from the article's page at the desk. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const { id } = orNotFound(await articleById(context, numberFromPath(params.id)));
  const form = await postedForm(request);
  if (form.get("intent") === "withdraw") {
    const withdrawn = await withdrawCorrection(context, editor.name, id, numberFromForm(form, "correction"));
    return withdrawn ? answer(null) : answer("This correction is not on the page any more.", 404);
  }
  const parsed = parseForm(correctionSchema, form);
  if ("reply" in parsed) return answer(parsed.reply.error?.text?.join(" ") ?? "This could not be read.", 400);
  const added = await addCorrection(context, editor.name, id, parsed.value.text);
  return "error" in added ? answer("The article is not on the site, so there is nobody to tell.", 409) : answer(null);
}

function answer(fault: string | null, status = 200) {
  return Response.json({ fault }, { status });
}
