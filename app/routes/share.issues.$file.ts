import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { shareImageResponse } from "#app/http/shareImageResponse.server.ts";

/** The share image of an issue: `/share/issues/NUMBER.png`. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  const [, number] = orNotFound(/^(\d+)\.png$/.exec(params.file!));
  return shareImageResponse(request, context, { of: "issue", number: numberFromPath(number) });
}
