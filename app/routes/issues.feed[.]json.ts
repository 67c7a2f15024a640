import type { LoaderFunctionArgs } from "@remix-run/node";
import { feedResponse } from "#app/http/feedResponse.server.ts";

/** The sent issues as JSON Feed. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return feedResponse(request, context, { of: "issues" }, "json");
}
