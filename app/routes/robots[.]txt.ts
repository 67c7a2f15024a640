import type { LoaderFunctionArgs } from "@remix-run/node";
import { fileResponse } from "#app/http/publicFiles.server.ts";

/** Where nothing is for search engines: the desk, and what only the holder of a link should see. */
const closed = [
  "/desk",
  "/confirm/",
  "/unsubscribe",
  "/one-click/",
  "/reader",
  "/address/",
  "/subscribe/sent",
  "/subscribe-form",
];

/** What programs may read, and where they find all of it. */
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
