import { createServer, type Server } from "node:http";
import compression from "compression";
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from "express";
import { answerAway, saidNowAndThen } from "./away.server.ts";
import { databaseTrouble, type Context } from "./context.server.ts";
import { answerHealth } from "./health.server.ts";
import { guard } from "./guard.server.ts";
import { openPages } from "./pages.server.ts";

/** The HTTP server's layers, in the order a request meets them; `remix` answers what is left. */
export function createHttp(context: Context, remix: RequestHandler): Server {
  const pages = openPages(context);
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", context.config.trustedProxies);
  answerHealth(app, context);
  app.use(guard(context.config));
  app.use(pages.keep);
  const compress = compression();
  app.use((request, response, next) => (response.locals.isKept ? next() : compress(request, response, next)));
  app.use("/assets", express.static("build/client/assets", assets));
  app.use(express.static("build/client", { maxAge: "1h", index: false }));
  // `use`, not `all("*")`: express would take the path apart and stumble over a broken %-sign.
  app.use(remix);
  app.use(plainError(context));
  return createServer(pages.front(app));
}

const assets = {
  immutable: true,
  maxAge: "1y",
  fallthrough: false,
  // The preview's frame has no origin, and a font is asked for by origin; nothing here is anybody's secret.
  setHeaders: (response: Response) => void response.set("Access-Control-Allow-Origin", "*"),
};

/** The last resort: a file that is not there, or what nothing before could answer (S-17). */
function plainError(context: Context): ErrorRequestHandler {
  const say = saidNowAndThen();
  return (error: { status?: number }, request, response, next) => {
    if (response.headersSent) return next(error);
    if (databaseTrouble(error)) {
      say(context, error);
      return answerAway(request, response);
    }
    const status = error.status ?? 500;
    if (status >= 500) context.log.error({ error }, "a request could not be answered");
    response
      .status(status)
      .type("text/plain")
      .send(status === 404 ? "There is no such file.\n" : "This went wrong.\n");
  };
}
