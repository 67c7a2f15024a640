import { createServer, type Server } from "node:http";
import compression from "compression";
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from "express";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { answerUnavailable, loggedNowAndThen } from "./away.server.ts";
import { bodyTimes } from "./bodyTime.server.ts";
import { countedLinks } from "./countedLinks.server.ts";
import { healthResponse } from "./health.server.ts";
import { openHitStore, type HitStore } from "./hitStore.server.ts";
import { openPageCache } from "./pageCache.server.ts";
import { packedFiles } from "./packedFiles.server.ts";
import { watchProxies } from "./proxies.server.ts";
import { normaliseAddress } from "./requestAddress.server.ts";
import { requestGuard } from "./requestGuard.server.ts";

/**
 * Creates the HTTP server with its layers, in the order of a request; `remix` handles what remains.
 * @param hits takes the requests for counted links; its owner closes it after the server
 */
export function createHttpServer(
  context: Context,
  remix: RequestHandler,
  hits: HitStore = openHitStore(context),
): Server {
  const pages = openPageCache(context);
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", context.config.trustedProxies);
  app.use(watchProxies(context));
  app.use(requestGuard(context.config));
  healthResponse(app, context);
  app.use(onlyRequests);
  app.use(countedLinks(context, hits));
  app.use(pages.keep);
  app.use("/assets", packedFiles("build/client/assets"));
  const compress = compression();
  app.use((request, response, next) => (response.locals.isKept ? next() : compress(request, response, next)));
  app.use("/assets", express.static("build/client/assets", assets));
  app.use(express.static("build/client", { maxAge: "1h", index: false }));
  // `use`, not `all("*")`: express would parse the path, and fail at an invalid percent-escape.
  app.use(remix);
  app.use(plainError(context));
  const site = new URL(context.config.appUrl);
  const answer = pages.front(app);
  // The guard ends slow bodies of every other path much sooner.
  return createServer({ requestTimeout: bodyTimes.list }, (request, response) => {
    normaliseAddress(request, site);
    answer(request, response);
  });
}

const assets = {
  immutable: true,
  maxAge: "1y",
  fallthrough: false,
  // The preview's frame has no origin, and fonts are requested with CORS; nothing here is secret.
  setHeaders: (response: Response) => void response.set("Access-Control-Allow-Origin", "*"),
};

/**
 * Refuses requests that Remix cannot convert to a `Request`, and would log as our errors: robots send them all day.
 */
const onlyRequests: RequestHandler = (request, response, next) => {
  const { method, originalUrl } = request;
  if (/^(TRACE|TRACK|CONNECT)$/.test(method))
    return void response
      .status(405)
      .set("Allow", "GET, HEAD, POST")
      .type("text/plain")
      .send("That is not done here.\n");
  if (!originalUrl.startsWith("/") || !URL.canParse(`http://localhost${originalUrl}`))
    return void response.status(400).type("text/plain").send("This address is not one of ours.\n");
  next();
};

/** The last layer: a missing file, or an error of the layers before (S-17). */
function plainError(context: Context): ErrorRequestHandler {
  const say = loggedNowAndThen();
  // Express recognises an error handler by its four parameters.
  return (error: { status?: number }, request, response, _next) => {
    if (databaseOutage(error) && !response.headersSent) {
      say(context, error);
      return answerUnavailable(request, response);
    }
    const status = error.status ?? 500;
    if (status >= 500 && !request.destroyed) context.log.error({ error }, "a request could not be answered");
    // A partial response must not look complete. Express would also destroy it, and print the error beside the log.
    if (response.headersSent) return void response.destroy();
    response
      .status(status)
      .type("text/plain")
      .send(status === 404 ? "There is no such file.\n" : "This went wrong.\n");
  };
}
