import { isDemo } from "#app/configValues.server.ts";
import { explain } from "../frame/faults.ts";
import { goToProjectRoot, loadEnvironment } from "../frame/environment.ts";
import { openPlainLog, type LogPlace } from "../frame/plainLog.ts";
import { stopSignal } from "../frame/stop.ts";
import { startDemo } from "./demo.ts";
import { startProduction } from "./production.ts";

/**
 * Starts the processes, and keeps them running until told to stop. It stays in memory as long as they do, so it knows
 * neither the database nor what a configuration is; the processes check both.
 */
goToProjectRoot();
let log: LogPlace = "stderr";
try {
  loadEnvironment("alone");
  const stop = stopSignal();
  if (isDemo(process.env)) log = "file";
  await (log === "file" ? startDemo : startProduction)(stop);
} catch (error) {
  process.exitCode = await explain(error, "", { log: openPlainLog(log) });
}
