import { setTimeout as sleep } from "node:timers/promises";
import { leaveLog } from "#app/context.server.ts";
import { openHitStore } from "#app/http/hitStore.server.ts";
import { createHttpServer } from "#app/http/server.server.ts";
import { siteHandler, type BuiltSite } from "#app/http/siteHandler.server.ts";
import { keepFollowing } from "#app/models/events/followers.server.ts";
import { tellSetUpCode } from "#app/models/desk/setUpCodes.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { keepIndexed } from "#app/models/search/keepIndexed.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { daysIn } from "#app/models/quarters.server.ts";
import { openVisits } from "#app/models/visits/counter.server.ts";
import { keepVisits, writeVisits } from "#app/models/visits/keeping.server.ts";
import { sayWhenOvertaken } from "./database.ts";
import { CommandFault } from "./faults.ts";
import { lookAtFonts } from "./fonts.ts";
import { giveBackWhenIdle } from "./idle.ts";
import type { Options } from "./options.ts";
import { close, listen } from "./server.ts";
import type { Given } from "./task.ts";

/** Milliseconds: a page that takes longer to make is left alone when the site ends. */
const patience = 5000;

/**
 * Opens the site and the desk to requests.
 * @param stop when it aborts, `close` follows
 * @returns `close`, which answers what has begun and then resolves
 * @throws CommandFault when it is not built, or cannot listen
 */
export async function openSite(
  { context: given, migrated }: Pick<Given<Options>, "context" | "migrated">,
  stop: AbortSignal,
): Promise<{ close(): Promise<void> }> {
  if (migrated.length > 0) given.log.info({ applied: migrated }, "the database was brought to the newest schema");
  await leaveLog(given.db);
  const visits = openVisits(given.clock, new URL(given.config.appUrl).hostname, daysIn(await timeZoneOf(given)));
  const context = { ...given, visits };
  const away = await databaseFault(context);
  if (away) context.log.warn({ reason: away }, "nothing is sent until this database is claimed");
  const site = siteHandler(context, await builtSite());
  const hits = openHitStore(context);
  const server = await listen(createHttpServer(context, site.handle, hits), context.config);
  const indexing = keepIndexed(context, stop);
  const following = keepFollowing(context, stop);
  const counting = keepVisits(context, visits, stop);
  await tellSetUpCode(context);
  context.log.info({ appUrl: context.config.appUrl }, "the site is up");
  process.send?.("ready");
  void sayWhenOvertaken(context, stop);
  lookAtFonts(stop);
  giveBackWhenIdle(stop);
  return {
    async close() {
      await Promise.all([close(server).then(hits.close), indexing, following, counting]);
      // Pages that were answered after the last time.
      await writeVisits(context, visits).catch(() => {});
      // A page whose client has gone is still being made, with the database.
      await Promise.race([site.settled(), sleep(patience, undefined, { ref: false })]);
      context.log.info("the site is down");
    },
  };
}

/** As `remix vite:build` made it; a built server contains it. */
async function builtSite(): Promise<BuiltSite> {
  // React reads it as it is loaded: its development half is several times slower.
  process.env.NODE_ENV ??= "production";
  return import("#build/server/index.js").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ERR_MODULE_NOT_FOUND"
      ? new CommandFault("The site is not built yet. Run: npm run build")
      : error;
  }) as Promise<BuiltSite>;
}
