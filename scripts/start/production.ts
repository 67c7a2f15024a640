import type { Config } from "#app/config.server.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { migrated, untilItAnswers } from "../frame/database.ts";
import { CommandFault } from "../frame/faults.ts";
import { keepToLog, openLog } from "../frame/log.ts";
import { keepToOwner } from "../frame/ownerOnly.ts";
import { until } from "../frame/until.ts";
import { keepRunning } from "./children.ts";
import { isPortFree } from "./ports.ts";

/** Starts web and sender, with their logs on standard error for the service manager. */
export async function startProduction(config: Config, stop: AbortSignal): Promise<void> {
  const log = openLog("stderr");
  keepToOwner(config, log);
  if (!(await isPortFree(config.port, [config.host])))
    throw new CommandFault(`Port ${config.port} is taken by another program. Set PORT to a free one.`);
  const context = createContext(config, { log });
  const { applied, away } = await prepareDatabase(context).finally(() => context.db.destroy());
  if (applied.length > 0) log.info({ applied }, "the database was brought to the newest schema");
  if (away) log.warn({ reason: away }, "nothing is sent until this database is claimed");
  // Faults before this are printed as a sentence; from here on there is only the log.
  keepToLog(log);
  const children = keepRunning(config.senderOn ? ["serve", "sender"] : ["serve"], { env: process.env, log, output: 2 });
  try {
    await until(stop, children.ready);
    if (!stop.aborted) log.info({ appUrl: config.appUrl, sender: config.senderOn }, "Pressrun is up");
    await until(stop, children.lost);
  } finally {
    await children.end();
  }
}

/** @returns the migrations that were applied, and why this database may not send, or null */
async function prepareDatabase(context: Context): Promise<{ applied: string[]; away: string | null }> {
  await untilItAnswers(context);
  const applied = await migrated(context);
  return { applied, away: await databaseFault(context) };
}
