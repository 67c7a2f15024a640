import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { htmlOfMessage } from "#app/models/conversations/conversation.server.ts";
import { inertHtml } from "#app/models/conversations/inertHtml.server.ts";

/** Responds with a message's HTML for a frame in which it can run nothing and load nothing, not even a name's address. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const html = await htmlOfMessage(context, numberFromPath(params.id), numberFromPath(params.message));
  return new Response(inertHtml(orNotFound(html)), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy":
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
      "X-Content-Type-Options": "nosniff",
      "X-DNS-Prefetch-Control": "off",
      "Referrer-Policy": "no-referrer",
    },
  });
}
