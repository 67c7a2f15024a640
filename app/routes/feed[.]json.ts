import type { LoaderFunctionArgs } from "@remix-run/node";
import { feedResponse } from "#app/http/feedResponse.server.ts";

/** All articles as JSON Feed. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return feedResponse(request, context, { of: "articles" }, "json");
}
