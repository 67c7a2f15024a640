import { openSync } from "node:fs";
import type { Config } from "#app/config.server.ts";
import { logFile, openLog } from "../frame/log.ts";
import { keepToOwner } from "../frame/ownerOnly.ts";
import { until } from "../frame/until.ts";
import { keepRunning } from "./children.ts";
import { findPlaces, forgetPlaces, notePlaces, runningPlaces } from "./places.ts";

/** Starts the demo: everything on this machine, with an inbox that takes every mail and forwards none. */
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
    // After the inbox is ready: a sender whose connection is refused waits before its next attempt.
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

/** Loaded while the other processes start, because it is the larger part of the code. */
function openDemo() {
  return import("./content.ts");
}
