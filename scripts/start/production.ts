import { CommandFault } from "../frame/faults.ts";
import { keepToLog, openPlainLog } from "../frame/plainLog.ts";
import { until } from "../frame/until.ts";
import { keepRunning } from "./children.ts";
import { isPortFree } from "./ports.ts";

/**
 * Starts web and sender, with their logs on standard error for the service manager. Web goes first: it checks the
 * configuration, and prepares the database.
 */
export async function startProduction(stop: AbortSignal): Promise<void> {
  const log = openPlainLog("stderr");
  await checkPort(process.env);
  const sender = process.env.SENDER?.trim() !== "off";
  const settings = { env: process.env, log, output: 2, inTurn: true };
  const children = keepRunning(sender ? ["serve", "sender"] : ["serve"], settings);
  try {
    await until(stop, children.ready);
    // Faults before this are printed as a sentence; from here on there is only the log.
    keepToLog(log);
    if (!stop.aborted) log.info({ appUrl: process.env.APP_URL, sender }, "Pressrun is up");
    await until(stop, children.lost);
  } finally {
    await children.end();
  }
}

/** Before the database is touched; a malformed PORT is for the web process to say. */
async function checkPort({ PORT, HOST }: NodeJS.ProcessEnv): Promise<void> {
  const port = Number(PORT?.trim() || 3000);
  if (!Number.isInteger(port) || port > 65_535 || (await isPortFree(port, [HOST?.trim() || "0.0.0.0"]))) return;
  throw new CommandFault(`Port ${port} is taken by another program. Set PORT to a free one.`);
}
