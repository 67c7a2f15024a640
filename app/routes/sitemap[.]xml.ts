import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { fileResponse } from "#app/http/publicFiles.server.ts";
import { sitemap } from "#app/models/site/sitemaps.server.ts";

/** The sitemap; for a large site the index of its parts, which `?part=` returns. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const part = new URL(request.url).searchParams.get("part");
  const body = orNotFound(await sitemap(context, part === null ? undefined : numberFromPath(part)));
  return fileResponse(request, { body, type: "application/xml; charset=utf-8" });
}
