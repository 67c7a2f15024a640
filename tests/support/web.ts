import { once } from "node:events";
import { createServer } from "node:net";
import type { Context } from "#app/context.server.ts";
import { createHttpServer } from "#app/http/server.server.ts";
import { siteHandler, type BuiltSite } from "#app/http/siteHandler.server.ts";
import { endsWithTheTest } from "./cleanup.ts";

/**
 * Below what the system gives to connections that go out, so that none of them takes it meanwhile; above 10080, the
 * highest that fetch refuses.
 */
const [lowest, highest] = [10_081, 32_000];

/** A port that was free a moment ago: `APP_URL` has to name it before the server can start. */
export async function freePort(): Promise<number> {
  const port = lowest + Math.floor(Math.random() * (highest - lowest));
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort();
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Serves the built site and desk as `npm start` does, on the port of the context's APP_URL; it ends with the test, or is
 * stopped as a process is that goes away.
 * `npm run build` must have made build/.
 * @param change of what was built
 */
export async function startWeb(
  context: Context,
  change: (site: BuiltSite) => BuiltSite = (site) => site,
): Promise<{ stop: () => Promise<void> }> {
  const built = new URL("../../build/server/index.js", import.meta.url).href;
  const build = (await import(/* @vite-ignore */ built)) as BuiltSite;
  const server = createHttpServer(context, siteHandler(context, change(build)).handle).listen(
    Number(new URL(context.config.appUrl).port),
    "127.0.0.1",
  );
  await once(server, "listening");
  const stop = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  endsWithTheTest(stop);
  return { stop };
}
