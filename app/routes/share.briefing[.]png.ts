import type { LoaderFunctionArgs } from "@remix-run/node";
import { shareImageResponse } from "#app/http/shareImageResponse.server.ts";

/** The share image of every page without its own. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return shareImageResponse(request, context, { of: "briefing" });
}
