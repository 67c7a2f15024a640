import type { ServerBuild } from "@remix-run/node";
import { createHttpServer } from "#app/http/server.server.ts";
import { siteHandler } from "#app/http/siteHandler.server.ts";
import { tellSetUpCode } from "#app/models/desk/setUpCodes.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { keepFollowing } from "#app/models/events/followers.server.ts";
import { keepIndexed } from "#app/models/search/keepIndexed.server.ts";
import { command, CommandFault } from "./command.ts";
import { sayWhenOvertaken } from "./frame/database.ts";
import { lookAtFonts } from "./frame/fonts.ts";
import { giveBackWhenIdle } from "./frame/idle.ts";
import { close, listen } from "./frame/server.ts";
import { stopSignal } from "./frame/stop.ts";
import { until } from "./frame/until.ts";

await command({
  name: "serve",
  about: "Serves the site and the desk until it is told to stop.",
  options: {},
  log: "stderr",
  async run({ context, migrated }) {
    if (migrated.length > 0) context.log.info({ applied: migrated }, "the database was brought to the newest schema");
    const away = await databaseFault(context);
    if (away) context.log.warn({ reason: away }, "nothing is sent until this database is claimed");
    const stop = stopSignal();
    const server = await listen(createHttpServer(context, siteHandler(context, await builtSite())), context.config);
    const indexing = keepIndexed(context, stop);
    const following = keepFollowing(context, stop);
    await tellSetUpCode(context);
    context.log.info({ appUrl: context.config.appUrl }, "the site is up");
    process.send?.("ready");
    void sayWhenOvertaken(context, stop);
    lookAtFonts(stop);
    giveBackWhenIdle(stop);
    await until(stop);
    await Promise.all([close(server), indexing, following]);
    context.log.info("the site is down");
  },
});

/** As `remix vite:build` made it; a built server contains it. */
async function builtSite(): Promise<ServerBuild> {
  // React reads it as it is loaded: its development half is several times slower.
  process.env.NODE_ENV ??= "production";
  return import("#build/server/index.js").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ERR_MODULE_NOT_FOUND"
      ? new CommandFault("The site is not built yet. Run: npm run build")
      : error;
  }) as Promise<ServerBuild>;
}
