import { createRequestHandler, type RequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { Context } from "#app/context.server.ts";
import { withAway } from "./away.server.ts";
import { buildsByAddress } from "./routeTables.server.ts";

/** Creates the handler that answers requests with the site's built routes. */
export function siteHandler(context: Context, site: ServerBuild): RequestHandler {
  const buildFor = buildsByAddress(withAway(site));
  const handlers = new Map<ServerBuild, RequestHandler>();
  const handlerOf = (build: ServerBuild) =>
    createRequestHandler({
      build,
      mode: "production",
      getLoadContext: ({ ip = "" }, { locals }) => ({ ...context, ip, nonce: locals.nonce as string }),
    });
  return (request, response, next) => {
    const build = buildFor(request.originalUrl);
    const handler = handlers.get(build) ?? handlerOf(build);
    handlers.set(build, handler);
    return handler(request, response, next);
  };
}
