import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound } from "#app/http/params.server.ts";
import { fileResponse } from "#app/http/publicFiles.server.ts";
import { newsSitemap } from "#app/models/site/sitemaps.server.ts";

/** The articles published in the last two days. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const body = orNotFound(await newsSitemap(context));
  return fileResponse(request, { body, type: "application/xml; charset=utf-8" });
}
