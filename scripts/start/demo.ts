import { openSync } from "node:fs";
import type { Config } from "#app/config.server.ts";
import { logFile, openLog } from "../frame/log.ts";
import { keepToOwner } from "../frame/ownerOnly.ts";
import { until } from "../frame/until.ts";
import { keepRunning } from "./children.ts";
import { findPlaces, forgetPlaces, notePlaces, runningPlaces } from "./places.ts";

/** The demo: everything on this machine, with an inbox that takes every mail and passes none on. */
export async function startDemo(config: Config, stop: AbortSignal): Promise<void> {
  const log = openLog("file");
  keepToOwner(config, log);
  const running = await runningPlaces();
  if (running) return (await openDemo()).show(running, log);
  const places = await findPlaces();
  const settings = { env: { ...process.env, ...places }, log, output: openSync(logFile, "a", 0o600) };
  const children = [keepRunning(places.INBOX_PORT ? ["inbox", "serve"] : ["serve"], settings)];
  try {
    notePlaces(places);
    const demo = await openDemo();
    const context = await demo.fill(places, log);
    await until(stop, children[0]!.ready);
    // Not before the inbox takes mail: a sender that meets a closed door waits before it knocks again.
    if (config.senderOn && !stop.aborted) {
      children.push(keepRunning(["sender"], settings));
      await demo.firstIssueOut(context, stop);
    }
    if (!stop.aborted) await demo.show(places, log, context);
    await context.db.destroy();
    await until(stop, Promise.race(children.map(({ lost }) => lost)));
    console.log("\nStopping: what is in flight is finished first …");
  } finally {
    await Promise.all(children.map((some) => some.end()));
    forgetPlaces();
  }
  console.log("Stopped.");
}

/** Loaded while the other processes are starting already: it is the larger part of us. */
function openDemo() {
  return import("./content.ts");
}
