import { command } from "../command.ts";
import { CommandFault } from "../frame/faults.ts";
import { openSite } from "../frame/site.ts";
import { stopSignal } from "../frame/stop.ts";
import { until } from "../frame/until.ts";
import { keepRunning } from "./children.ts";
import { isPortFree } from "./ports.ts";

/**
 * Serves the site in this process, and keeps a sender running beside it; both log on standard error, for the service
 * manager. The sender begins when the site is up: by then the configuration was checked and the database prepared.
 * Whatever becomes of the sender, the site goes on.
 */
export async function startProduction(): Promise<void> {
  await checkPort(process.env);
  await command({
    name: "start",
    about: "Serves the site and the desk, and keeps a sender running, until it is told to stop.",
    options: {},
    log: "stderr",
    async run(given) {
      const stop = stopSignal();
      const site = await openSite(given, stop);
      const { log, config } = given.context;
      const sender = config.senderOn
        ? keepRunning(["sender"], { env: process.env, log, output: 2, neverGivenUp: true })
        : null;
      const up = () => stop.aborted || log.info({ appUrl: config.appUrl, sender: config.senderOn }, "Pressrun is up");
      void (sender ? sender.ready.then(up) : up());
      await until(stop);
      // Both at once: a service manager may have told the sender too, and a second word after a second means haste.
      await Promise.all([site.close(), sender?.end()]);
    },
  });
}

/** Before the database is touched; a malformed PORT is for the configuration to say. */
async function checkPort({ PORT, HOST }: NodeJS.ProcessEnv): Promise<void> {
  const port = Number(PORT?.trim() || 3000);
  if (!Number.isInteger(port) || port > 65_535 || (await isPortFree(port, [HOST?.trim() || "0.0.0.0"]))) return;
  throw new CommandFault(`Port ${port} is taken by another program. Set PORT to a free one.`);
}
