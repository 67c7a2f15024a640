import type { ActionFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { personalDataAsJson, personalDataOf } from "#app/models/privacy/personalData.server.ts";

/** All personal data of one reader, for an operator (C-09); a POST, because the export is logged. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  await postedForm(request);
  const id = numberFromPath(params.id);
  const held = orNotFound(await personalDataOf(context, id));
  await logAction(context, editor.name, "export", `everything about subscriber ${id}`);
  return new Response(personalDataAsJson(held), {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="held-about-${id}.json"`,
    },
  });
}
