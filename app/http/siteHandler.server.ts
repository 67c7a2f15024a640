import { createRequestHandler, type RequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { Context } from "#app/context.server.ts";
import { answerUnavailable, withAway } from "./away.server.ts";
import { deskInParts, mayBeDesk, withoutDesk } from "./deskRoutes.server.ts";
import { buildsByAddress } from "./routeTables.server.ts";

/** `settled` resolves when no request is worked on any more, not even one whose client has gone. */
type SiteHandler = { handle: RequestHandler; settled(): Promise<void> };

/** The site as it is built; the desk's pages are in a file of their own. */
export type BuiltSite = ServerBuild & Parameters<typeof deskInParts>[0];

/** Creates the handler that answers requests with the site's built routes; the desk's are loaded when they are asked for. */
export function siteHandler(context: Context, site: BuiltSite): SiteHandler {
  const underWay = new Set<Promise<void>>();
  const readers = handlersOf(context, withoutDesk(site));
  const deskFor = deskInParts(site);
  const handlers = new Map<ServerBuild, RequestHandler>();
  const desk = async (target: string) => {
    const build = await deskFor(target);
    const handler = handlers.get(build) ?? handlerOf(context, withAway(build));
    handlers.set(build, handler);
    return handler;
  };
  const answer: RequestHandler = async (request, response, next) => {
    try {
      const { originalUrl: target } = request;
      const handler = mayBeDesk(target) ? await desk(target) : readers(target);
      // Express does not look at a promise that fails, and the process would end by it.
      await Promise.resolve(handler(request, response, next)).catch(next);
    } catch (error) {
      // Its file may be missing, or unreadable for want of open files; readers' pages go on.
      context.log.error({ error }, "the desk’s pages cannot be loaded; each request tries it again");
      answerUnavailable(request, response);
    }
  };
  return {
    handle(request, response, next) {
      // Its client went away while the layers before looked at it: the site may have ended, too.
      if (response.destroyed) return Promise.resolve();
      const work = answer(request, response, next).finally(() => underWay.delete(work));
      underWay.add(work);
      return work;
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

/** Returns what finds the handler for the target of a request. */
function handlersOf(context: Context, site: ServerBuild): (target: string) => RequestHandler {
  const buildFor = buildsByAddress(withAway(site));
  const handlers = new Map<ServerBuild, RequestHandler>();
  return (target) => {
    const build = buildFor(target);
    const handler = handlers.get(build) ?? handlerOf(context, build);
    handlers.set(build, handler);
    return handler;
  };
}

function handlerOf(context: Context, build: ServerBuild): RequestHandler {
  return createRequestHandler({
    build,
    mode: "production",
    getLoadContext: ({ ip = "" }, { locals }) => ({ ...context, ip, nonce: locals.nonce as string }),
  });
}
