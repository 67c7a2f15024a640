import { inScheme } from "#app/models/issues/previews.server.ts";

/** Responds with a mail as a document for a preview's frame: it can run nothing and load nothing from elsewhere (S-04). */
export function framedMail(request: Request, html: string): Response {
  const dark = new URL(request.url).searchParams.get("scheme") === "dark";
  return new Response(inScheme(html, dark ? "dark" : "light"), {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      // In addition to the guard's policy: a browser enforces both.
      "Content-Security-Policy":
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    },
  });
}
