import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireArticle } from "#app/http/ownArticle.server.ts";
import { typedCard } from "#app/models/site/articlePreviews.server.ts";

/** The share image of an article as its sheet is now. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = numberFromPath(params.id);
  await requireArticle(request, context, id);
  const png = orNotFound(await typedCard(context, id));
  return new Response(new Uint8Array(png), {
    headers: { "Content-Type": "image/png", "Content-Security-Policy": "default-src 'none'; sandbox" },
  });
}
