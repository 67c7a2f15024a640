import { inLook } from "#app/models/issues/previews.server.ts";
import { mailLookIn } from "#app/models/mailLooks.ts";

/**
 * Responds with a mail as a document for a preview's frame: it can run nothing and load nothing from elsewhere (S-04).
 * Its address says how it is drawn: `scheme`, and `pictures=off` as programs show it that load none.
 */
export function framedMail(request: Request, html: string): Response {
  const asked = new URL(request.url).searchParams;
  const pictures = asked.get("pictures") === "off" ? "'none'" : "'self'";
  return new Response(inLook(html, mailLookIn(asked.get("scheme"))), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      // In addition to the guard's policy: a browser enforces both.
      "Content-Security-Policy": `sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src ${pictures}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
    },
  });
}
