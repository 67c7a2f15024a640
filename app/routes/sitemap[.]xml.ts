import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { fileResponse } from "#app/http/publicFiles.server.ts";
import { sitemap } from "#app/models/site/sitemaps.server.ts";

/** All public pages; of very many, the index of the parts, which are asked for with `?part=`. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const part = new URL(request.url).searchParams.get("part");
  const body = orNotFound(await sitemap(context, part === null ? undefined : numberFromPath(part)));
  return fileResponse(request, { body, type: "application/xml; charset=utf-8" });
}
