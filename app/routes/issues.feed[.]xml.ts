import type { LoaderFunctionArgs } from "@remix-run/node";
import { feedResponse } from "#app/http/feedResponse.server.ts";

/** The sent issues as RSS 2.0. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return feedResponse(request, context, { of: "issues" }, "rss");
}
