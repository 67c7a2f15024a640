import type { ActionFunctionArgs } from "@remix-run/node";
import { orNotFound, pathNumber, postedForm } from "../answers.server.ts";
import { note } from "../models/audit.server.ts";
import { heldAbout, heldAsJson } from "../models/held.server.ts";
import { requireEditor } from "../session.server.ts";

/** Everything held about one reader, for the operator whom they ask (C-09); a POST, because the log has who took it. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  await postedForm(request);
  const id = pathNumber(params.id);
  const held = orNotFound(await heldAbout(context, id));
  await note(context, editor.name, "export", `everything about subscriber ${id}`);
  return new Response(heldAsJson(held), {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="held-about-${id}.json"`,
    },
  });
}
