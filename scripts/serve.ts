import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import { createHttp } from "#app/http.server.ts";
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { main } from "#app/command.server.ts";

await main(async () => {
  const context = createContext(readConfig(process.env));
  const built = new URL("../build/server/index.js", import.meta.url).href;
  const build = (await import(built)) as ServerBuild;
  const handler = createRequestHandler({
    build,
    mode: "production",
    getLoadContext: (request, response) => ({
      ...context,
      nonce: response.locals.nonce as string,
      ip: request.ip ?? "",
    }),
  });
  const server = createHttp(context, handler).listen(context.config.port, context.config.host, () => {
    context.log.info({ appUrl: context.config.appUrl }, "the site is up");
  });
  const stop = () => server.close(() => void context.db.destroy().then(() => process.exit(0)));
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
});
