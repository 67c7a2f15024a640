import { isDemo } from "#app/configValues.server.ts";
import { explain } from "../frame/faults.ts";
import { goToProjectRoot, loadEnvironment } from "../frame/environment.ts";
import { openPlainLog, type LogPlace } from "../frame/plainLog.ts";

/**
 * Starts the installation, and keeps it running until told to stop. In production it becomes the web process. In the demo
 * it watches over the others; it stays in memory as long as they do, so it knows neither the database nor what a
 * configuration is.
 */
goToProjectRoot();
let log: LogPlace = "stderr";
try {
  loadEnvironment("alone");
  if (isDemo(process.env)) log = "file";
  if (log === "file") await (await import("./demo.ts")).startDemo();
  else await (await import("./production.ts")).startProduction();
} catch (error) {
  process.exitCode = await explain(error, "", { log: openPlainLog(log) });
}
