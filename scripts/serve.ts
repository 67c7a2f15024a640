import type { ServerBuild } from "@remix-run/node";
import { createHttpServer } from "#app/http/server.server.ts";
import { sayFontFaults } from "#app/http/shareImageResponse.server.ts";
import { siteHandler } from "#app/http/siteHandler.server.ts";
import { tellSetUpCode } from "#app/models/desk/setUpCodes.server.ts";
import { keepFollowing } from "#app/models/events/followers.server.ts";
import { keepIndexed } from "#app/models/search/keepIndexed.server.ts";
import { command, CommandFault } from "./command.ts";
import { sayWhenOvertaken } from "./frame/database.ts";
import { close, listen } from "./frame/server.ts";
import { stopSignal } from "./frame/stop.ts";
import { until } from "./frame/until.ts";

await command({
  name: "serve",
  about: "Serves the site and the desk until it is told to stop.",
  options: {},
  log: "stderr",
  async run({ context }) {
    const stop = stopSignal();
    const server = await listen(createHttpServer(context, siteHandler(context, await builtSite())), context.config);
    const indexing = keepIndexed(context, stop);
    const following = keepFollowing(context, stop);
    await tellSetUpCode(context);
    context.log.info({ appUrl: context.config.appUrl }, "the site is up");
    process.send?.("ready");
    void sayWhenOvertaken(context, stop);
    void sayFontFaults(context);
    await until(stop);
    await Promise.all([close(server), indexing, following]);
    context.log.info("the site is down");
  },
});

/** As `remix vite:build` made it; a built server contains it. */
async function builtSite(): Promise<ServerBuild> {
  // React reads it as it is loaded, with the site: its development half is several times slower.
  process.env.NODE_ENV ??= "production";
  try {
    return (await import("#build/server/index.js")) as ServerBuild;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new CommandFault("The site is not built yet. Run: npm run build");
  }
}
