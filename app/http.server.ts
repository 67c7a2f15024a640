import compression from "compression";
import express, { type RequestHandler } from "express";
import type { Context } from "./context.server.ts";
import { guard } from "./guard.server.ts";

/** The HTTP server's layers, in the order a request meets them; `remix` answers what is left. */
export function createHttp(context: Context, remix: RequestHandler) {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", context.config.trustedProxies);
  app.use(guard(context.config));
  app.use(compression());
  app.use("/assets", express.static("build/client/assets", { immutable: true, maxAge: "1y", fallthrough: false }));
  app.use(express.static("build/client", { maxAge: "1h", index: false }));
  app.all("*", remix);
  return app;
}
