import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound } from "#app/http/params.server.ts";
import { shareImageResponse } from "#app/http/shareImageResponse.server.ts";

/** The share image of an article: `/share/articles/SLUG.png`. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  const [, slug] = orNotFound(/^(.+)\.png$/.exec(params.file!));
  return shareImageResponse(request, context, { of: "article", slug: slug! });
}
