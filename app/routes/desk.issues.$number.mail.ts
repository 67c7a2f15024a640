import type { LoaderFunctionArgs } from "@remix-run/node";
import { framedMail } from "#app/http/framedMail.server.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { previewOf } from "#app/models/issues/previews.server.ts";

/** The mail as a document for the preview's frame. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const preview = orNotFound(await previewOf(context, numberFromPath(params.number), editor.email));
  return framedMail(request, preview.html);
}
