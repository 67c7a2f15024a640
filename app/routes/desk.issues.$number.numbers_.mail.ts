import type { LoaderFunctionArgs } from "@remix-run/node";
import { framedMail } from "#app/http/framedMail.server.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { clickedMail } from "#app/models/numbers/clickedMail.server.ts";

/** The mail of an issue with the clicks of people laid over its links, as a document for a frame. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  return framedMail(request, orNotFound(await clickedMail(context, numberFromPath(params.number))));
}
