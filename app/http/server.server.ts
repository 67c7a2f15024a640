import { createServer, type Server } from "node:http";
import compression from "compression";
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from "express";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { answerUnavailable, loggedNowAndThen } from "./away.server.ts";
import { healthResponse } from "./health.server.ts";
import { openPageCache } from "./pageCache.server.ts";
import { watchProxies } from "./proxies.server.ts";
import { normaliseAddress } from "./requestAddress.server.ts";
import { requestGuard } from "./requestGuard.server.ts";

/** The HTTP server's layers, in the order a request meets them; `remix` answers what is left. */
export function createHttpServer(context: Context, remix: RequestHandler): Server {
  const pages = openPageCache(context);
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", context.config.trustedProxies);
  app.use(watchProxies(context));
  app.use(requestGuard(context.config));
  healthResponse(app, context);
  app.use(onlyRequests);
  app.use(pages.keep);
  const compress = compression();
  app.use((request, response, next) => (response.locals.isKept ? next() : compress(request, response, next)));
  app.use("/assets", express.static("build/client/assets", assets));
  app.use(express.static("build/client", { maxAge: "1h", index: false }));
  // `use`, not `all("*")`: express would take the path apart and stumble over a broken %-sign.
  app.use(remix);
  app.use(plainError(context));
  const site = new URL(context.config.appUrl);
  const answer = pages.front(app);
  return createServer((request, response) => {
    normaliseAddress(request, site);
    answer(request, response);
  });
}

const assets = {
  immutable: true,
  maxAge: "1y",
  fallthrough: false,
  // The preview's frame has no origin, and a font is asked for by origin; nothing here is anybody's secret.
  setHeaders: (response: Response) => void response.set("Access-Control-Allow-Origin", "*"),
};

/** What Remix could make no `Request` of, and would take for a fault of ours: robots ask so all day. */
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

/** The last resort: a file that is not there, or what nothing before could answer (S-17). */
function plainError(context: Context): ErrorRequestHandler {
  const say = loggedNowAndThen();
  // Express tells it from a layer by its four parameters.
  return (error: { status?: number }, request, response, _next) => {
    if (databaseOutage(error) && !response.headersSent) {
      say(context, error);
      return answerUnavailable(request, response);
    }
    const status = error.status ?? 500;
    if (status >= 500 && !request.destroyed) context.log.error({ error }, "a request could not be answered");
    // Half an answer is no answer. Express would do the same, and print the fault beside the log.
    if (response.headersSent) return void response.destroy();
    response
      .status(status)
      .type("text/plain")
      .send(status === 404 ? "There is no such file.\n" : "This went wrong.\n");
  };
}
