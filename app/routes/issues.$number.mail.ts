import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { editionByNumber, publicCopy } from "#app/models/issues/editions.server.ts";

/** The mail as it was sent, as a document of its own that can run nothing and reach nothing. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const edition = orNotFound(await editionByNumber(context, numberFromPath(params.number)));
  return new Response(publicCopy(context, edition).html, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy":
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "X-Robots-Tag": "noindex",
    },
  });
}
