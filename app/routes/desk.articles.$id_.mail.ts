import type { LoaderFunctionArgs } from "@remix-run/node";
import { framedMail } from "#app/http/framedMail.server.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireArticle } from "#app/http/ownArticle.server.ts";
import { pieces, typedMail } from "#app/models/site/articlePreviews.server.ts";

/** An article as it would stand in a mail, as a document for the preview's frame. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = numberFromPath(params.id);
  await requireArticle(request, context, id);
  const asked = new URL(request.url).searchParams.get("as");
  const display = pieces.find((piece) => piece === asked) ?? "full";
  const mail = orNotFound(await typedMail(context, id, display));
  return framedMail(request, mail.html);
}
