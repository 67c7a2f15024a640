import type { ActionFunctionArgs } from "@remix-run/node";
import { postedJson } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { countAsked } from "#app/models/segments/counting.server.ts";

/** Counts the readers who fit a rule that is being built, or a segment of a list. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context);
  const count = await countAsked(context, await postedJson(request), request.signal);
  return count ? Response.json(count) : new Response(null, { status: 400 });
}
