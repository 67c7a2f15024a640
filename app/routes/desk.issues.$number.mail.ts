import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { inScheme, previewOf } from "#app/models/issues/previews.server.ts";

/** The mail as a document for the preview's frame: it can run nothing and load nothing from elsewhere (S-04). */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const preview = orNotFound(await previewOf(context, numberFromPath(params.number), editor.email));
  const dark = new URL(request.url).searchParams.get("scheme") === "dark";
  return new Response(inScheme(preview.html, dark ? "dark" : "light"), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      // In addition to the guard's policy: a browser enforces both.
      "Content-Security-Policy":
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    },
  });
}
