import type { LoaderFunctionArgs } from "@remix-run/node";
import { framedMail } from "#app/http/framedMail.server.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { readerOfReference } from "#app/models/issues/chosenReader.server.ts";
import { previewOf } from "#app/models/issues/previews.server.ts";

/** The mail as a document for the preview's frame; `as` is a reference to the reader whose copy it is. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const reader = readerOfReference(context, new URL(request.url).searchParams.get("as"));
  const preview = orNotFound(await previewOf(context, numberFromPath(params.number), editor.email, reader));
  return framedMail(request, preview.html);
}
