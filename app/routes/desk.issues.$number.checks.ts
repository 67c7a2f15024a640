import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { checkedIssue } from "#app/models/preflight/preflight.server.ts";

/** The issue as last saved, with its checks, for a page that has just saved it. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const found = await checkedIssue(context, numberFromPath(params.number));
  return Response.json(found, { status: "error" in found ? 404 : 200 });
}
