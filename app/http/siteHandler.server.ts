import { createRequestHandler, type RequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { Context } from "#app/context.server.ts";
import { answerUnavailable, withAway } from "./away.server.ts";
import { mayBeDesk, withDesk, withoutDesk } from "./deskRoutes.server.ts";
import { buildsByAddress } from "./routeTables.server.ts";

/** `settled` resolves when no request is worked on any more, not even one whose client has gone. */
type SiteHandler = { handle: RequestHandler; settled(): Promise<void> };

/** The site as it is built; the desk's pages are in a file of their own. */
export type BuiltSite = ServerBuild & Parameters<typeof withDesk>[0];

/** Creates the handler that answers requests with the site's built routes; the desk's are loaded when they are asked for. */
export function siteHandler(context: Context, site: BuiltSite): SiteHandler {
  const underWay = new Set<Promise<void>>();
  const readers = handlersOf(context, withoutDesk(site));
  const desk = once(async () => handlersOf(context, await withDesk(site)));
  const handlersFor = (target: string) => (mayBeDesk(target) ? desk() : Promise.resolve(readers));
  const answer: RequestHandler = async (request, response, next) => {
    try {
      const handlers = await handlersFor(request.originalUrl);
      // Express does not look at a promise that fails, and the process would end by it.
      await Promise.resolve(handlers(request.originalUrl)(request, response, next)).catch(next);
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

/** A failure is not remembered: the file may be there at the next request. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = null;
      throw error;
    }));
}
