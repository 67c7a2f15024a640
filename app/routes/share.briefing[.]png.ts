import type { LoaderFunctionArgs } from "@remix-run/node";
import { shareImageResponse } from "#app/http/shareImageResponse.server.ts";

/** What places that show links draw beside one to any other page of ours. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return shareImageResponse(request, context, { of: "briefing" });
}
