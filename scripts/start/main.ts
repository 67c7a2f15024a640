import { readConfig } from "#app/config.server.ts";
import { explain } from "../frame/faults.ts";
import { goToProjectRoot, loadEnvironment } from "../frame/environment.ts";
import { stopSignal } from "../frame/stop.ts";
import { startDemo } from "./demo.ts";
import { startProduction } from "./production.ts";

/** Starts the processes and keeps them up, until told to stop. */
goToProjectRoot();
loadEnvironment("alone");
try {
  const stop = stopSignal();
  const config = readConfig(process.env);
  await (config.demo ? startDemo(stop) : startProduction(config, stop));
} catch (error) {
  process.exitCode = explain(error, "");
}
