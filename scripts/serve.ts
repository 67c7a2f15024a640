import type { Server } from "node:http";
import { existsSync } from "node:fs";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import { createHttp } from "#app/http.server.ts";
import type { Context } from "#app/context.server.ts";
import { keepIndexed } from "#app/models/searchIndex.server.ts";
import { command, Fault } from "./command.ts";
import { stopSignal } from "./frame/stop.ts";
import { until } from "./frame/until.ts";

const build = new URL("../build/server/index.js", import.meta.url);
/** How long answers under way may take once the process shall end. Milliseconds. */
const grace = 5000;

await command({
  name: "serve",
  about: "Serves the site and the desk until it is told to stop.",
  options: {},
  log: "stderr",
  async run({ context }) {
    const stop = stopSignal();
    const server = await listen(context);
    const indexing = keepIndexed(context, stop);
    context.log.info({ appUrl: context.config.appUrl }, "the site is up");
    process.send?.("ready");
    await until(stop);
    await Promise.all([close(server), indexing]);
    context.log.info("the site is down");
  },
});

async function listen(context: Context): Promise<Server> {
  // React reads it as it is loaded, with the build: its development half is several times slower.
  process.env.NODE_ENV ??= "production";
  if (!existsSync(build)) throw new Fault("The site is not built yet. Run: npm run build");
  const handler = createRequestHandler({
    build: (await import(build.href)) as ServerBuild,
    mode: "production",
    getLoadContext: ({ ip = "" }, { locals }) => ({ ...context, ip, nonce: locals.nonce as string }),
  });
  const { port, host } = context.config;
  return new Promise((resolve, reject) => {
    const server = createHttp(context, handler).listen(port, host, () => resolve(server));
    server.once("error", (error: NodeJS.ErrnoException) => reject(wordTrouble(error, port)));
  });
}

function wordTrouble(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE")
    return new Fault(`Port ${port} is taken by another program. Set PORT to a free one.`);
  if (error.code === "EACCES") return new Fault(`Port ${port} may not be opened by this user. Set PORT above 1023.`);
  return error;
}

function close(server: Server): Promise<void> {
  setTimeout(() => server.closeAllConnections(), grace).unref();
  return new Promise((resolve) => server.close(() => resolve()));
}
