import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { editionByNumber, publicCopy } from "#app/models/issues/editions.server.ts";

/** The sent mail, as a document that can run nothing and load nothing from elsewhere. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const edition = orNotFound(await editionByNumber(context, numberFromPath(params.number)));
  orNotFound(edition.elsewhere === null ? edition : null);
  return new Response(publicCopy(context, edition).html, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy":
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "X-Robots-Tag": "noindex",
    },
  });
}
