import { readConfig } from "#app/config.server.ts";
import { explain } from "../frame/faults.ts";
import { goToProjectRoot, loadEnvironment } from "../frame/environment.ts";
import { openLog, type LogPlace } from "../frame/log.ts";
import { stopSignal } from "../frame/stop.ts";

/** Starts the processes, and keeps them running until told to stop. */
goToProjectRoot();
let log: LogPlace = "stderr";
try {
  loadEnvironment("alone");
  const stop = stopSignal();
  const config = readConfig(process.env);
  if (config.demo) log = "file";
  if (config.demo) await (await import("./demo.ts")).startDemo(config, stop);
  else await (await import("./production.ts")).startProduction(config, stop);
} catch (error) {
  process.exitCode = await explain(error, "", { log: openLog(log) });
}
