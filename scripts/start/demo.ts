import { openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readConfig } from "#app/config.server.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { issueByNumber } from "#app/models/issues.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { logFile, openLog } from "../frame/log.ts";
import { until } from "../frame/until.ts";
import { keepRunning } from "./children.ts";
import { findPlaces, forgetPlaces, notePlaces, runningPlaces, type Places } from "./places.ts";
import { screen } from "./screen.ts";
import { seed } from "./seed.ts";

/** How long the screen waits for the first issue to arrive in the inbox. Milliseconds. */
const patience = 20_000;

/** The demo: everything on this machine, with an inbox that takes every mail and passes none on. */
export async function startDemo(stop: AbortSignal): Promise<void> {
  const running = await runningPlaces();
  if (running) return show(running, "is running already");
  const places = await findPlaces();
  const log = openLog("file");
  const output = openSync(logFile, "a");
  const context = contextAt(places, log);
  const settings = { env: { ...process.env, ...places }, log, output };
  const children = [keepRunning(places.INBOX_PORT ? ["inbox", "serve"] : ["serve"], settings)];
  try {
    notePlaces(places);
    await migrateToLatest(context.db);
    await seed(context);
    await Promise.race([children[0]!.ready, until(stop)]);
    // Not before the inbox takes mail: a sender that meets a closed door waits before it knocks again.
    if (context.config.senderOn && !stop.aborted) {
      children.push(keepRunning(["sender"], settings));
      await firstIssueOut(context, stop);
    }
    if (!stop.aborted) console.log(await screen(context, places, "is up"));
    await until(stop);
    console.log("\nStopping: what is in flight is finished first …");
  } finally {
    await Promise.all(children.map((some) => some.end()));
    forgetPlaces();
    await context.db.destroy();
  }
  console.log("Stopped.");
}

async function show(places: Places, state: string) {
  const context = contextAt(places, openLog("file"));
  console.log(await screen(context, places, state));
  await context.db.destroy();
}

function contextAt(places: Places, log: Context["log"]): Context {
  return createContext(readConfig({ ...process.env, ...places }), { log });
}

async function firstIssueOut(context: Context, stop: AbortSignal) {
  const end = Date.now() + patience;
  while (!stop.aborted && Date.now() < end) {
    const issue = await issueByNumber(context, 1);
    if (issue?.status !== "sending") return;
    await sleep(100);
  }
}
