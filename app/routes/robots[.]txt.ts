import type { LoaderFunctionArgs } from "@remix-run/node";
import { fileResponse } from "#app/http/publicFiles.server.ts";

/** Paths that search engines must not index: the desk, and pages behind a link's token. */
const closed = [
  "/desk",
  "/confirm/",
  "/unsubscribe",
  "/one-click/",
  "/reader",
  "/address/",
  "/test-mail/",
  "/answer/",
  "/draft/",
  "/inbound/",
  "/subscribe/sent",
  "/subscribe-form",
];

/** Lists the closed paths and the sitemap. */
export function loader({ request, context }: LoaderFunctionArgs) {
  const { appUrl } = context.config;
  const lines = [
    "User-agent: *",
    ...closed.map((path) => `Disallow: ${path}`),
    "",
    `Sitemap: ${appUrl}/sitemap.xml`,
    `Sitemap: ${appUrl}/news-sitemap.xml`,
  ];
  return fileResponse(request, { body: `${lines.join("\n")}\n`, type: "text/plain; charset=utf-8" });
}
