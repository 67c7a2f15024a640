import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { editionByNumber, publicCopy } from "#app/models/issues/editions.server.ts";

/** The text part of the sent mail. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const edition = orNotFound(await editionByNumber(context, numberFromPath(params.number)));
  orNotFound(edition.elsewhere === null ? edition : null);
  return new Response(publicCopy(context, edition).text, {
    headers: { "Content-Type": "text/plain; charset=utf-8", "X-Robots-Tag": "noindex" },
  });
}
