import { createRequestHandler, type RequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { Context } from "#app/context.server.ts";
import { withAway } from "./away.server.ts";
import { buildsByAddress } from "./routeTables.server.ts";

/** `settled` resolves when no request is worked on any more, not even one whose client has gone. */
type SiteHandler = { handle: RequestHandler; settled(): Promise<void> };

/** Creates the handler that answers requests with the site's built routes. */
export function siteHandler(context: Context, site: ServerBuild): SiteHandler {
  const buildFor = buildsByAddress(withAway(site));
  const handlers = new Map<ServerBuild, RequestHandler>();
  const underWay = new Set<Promise<void>>();
  const handlerOf = (build: ServerBuild) =>
    createRequestHandler({
      build,
      mode: "production",
      getLoadContext: ({ ip = "" }, { locals }) => ({ ...context, ip, nonce: locals.nonce as string }),
    });
  return {
    handle(request, response, next) {
      // Its client went away while the layers before looked at it: the site may have ended, too.
      if (response.destroyed) return Promise.resolve();
      const build = buildFor(request.originalUrl);
      const handler = handlers.get(build) ?? handlerOf(build);
      handlers.set(build, handler);
      const work = handler(request, response, next).finally(() => underWay.delete(work));
      underWay.add(work);
      return work;
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
