import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { shareImageResponse } from "#app/http/shareImageResponse.server.ts";

/** What places that show links draw beside an issue's: `/share/issues/NUMBER.png`. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  const [, number] = orNotFound(/^(\d+)\.png$/.exec(params.file!));
  return shareImageResponse(request, context, { of: "issue", number: numberFromPath(number) });
}
