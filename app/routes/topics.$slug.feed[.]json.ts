import type { LoaderFunctionArgs } from "@remix-run/node";
import { feedResponse } from "#app/http/feedResponse.server.ts";

/** The articles of a topic as JSON Feed. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  return feedResponse(request, context, { of: "topic", slug: params.slug! }, "json");
}
