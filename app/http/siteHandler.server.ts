import { createRequestHandler, type RequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { Context } from "#app/context.server.ts";
import { withAway } from "./away.server.ts";
import { mayBeDesk, withDesk, withoutDesk } from "./deskRoutes.server.ts";
import { buildsByAddress } from "./routeTables.server.ts";

/** `settled` resolves when no request is worked on any more, not even one whose client has gone. */
type SiteHandler = { handle: RequestHandler; settled(): Promise<void> };

/** The site as it is built; the desk's pages are in a file of their own. */
export type BuiltSite = ServerBuild & Parameters<typeof withDesk>[0];

/** Creates the handler that answers requests with the site's built routes; the desk's are loaded when they are asked for. */
export function siteHandler(context: Context, site: BuiltSite): SiteHandler {
  const handlers = new Map<ServerBuild, RequestHandler>();
  const underWay = new Set<Promise<void>>();
  const handlerOf = (build: ServerBuild) =>
    createRequestHandler({
      build,
      mode: "production",
      getLoadContext: ({ ip = "" }, { locals }) => ({ ...context, ip, nonce: locals.nonce as string }),
    });
  const answersOf = (site: ServerBuild) => {
    const buildFor = buildsByAddress(withAway(site));
    return (target: string) => {
      const build = buildFor(target);
      const handler = handlers.get(build) ?? handlerOf(build);
      handlers.set(build, handler);
      return handler;
    };
  };
  const readers = answersOf(withoutDesk(site));
  const desk = once(async () => answersOf(await withDesk(site)));
  const answer: RequestHandler = async (request, response, next) => {
    const answers = mayBeDesk(request.originalUrl) ? await desk() : readers;
    await answers(request.originalUrl)(request, response, next);
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

/** A failure is not remembered: the file may be there at the next request. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = null;
      throw error;
    }));
}
