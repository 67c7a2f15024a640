import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound } from "#app/http/params.server.ts";
import { shareImageResponse } from "#app/http/shareImageResponse.server.ts";

/** What places that show links draw beside an article's: `/share/articles/SLUG.png`. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  const [, slug] = orNotFound(/^(.+)\.png$/.exec(params.file!));
  return shareImageResponse(request, context, { of: "article", slug: slug! });
}
