import { command } from "./command.ts";
import { openSite } from "./frame/site.ts";
import { stopSignal } from "./frame/stop.ts";
import { until } from "./frame/until.ts";

await command({
  name: "serve",
  about: "Serves the site and the desk until it is told to stop.",
  options: {},
  log: "stderr",
  async run(given) {
    const stop = stopSignal();
    const site = await openSite(given, stop);
    await until(stop);
    await site.close();
  },
});
