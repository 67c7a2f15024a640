import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { readConfig, type Config } from "#app/config.server.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { followAtOnce } from "#app/models/events/followers.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { goToProjectRoot, loadEnvironment } from "../frame/environment.ts";
import { explain } from "../frame/faults.ts";
import { openLog } from "../frame/log.ts";
import { keepToOwner } from "../frame/ownerOnly.ts";
import type { DemoProcesses } from "./demo.ts";
import { findPlaces, notePlaces, runningPlaces, type Places } from "./places.ts";
import { screen } from "./screen.ts";
import { seed } from "./seed.ts";

/** Milliseconds that the screen waits for the first issue in the inbox. */
const patience = 20_000;

/**
 * Fills the demo's database, has its processes started by the one that started this, and shows the screen. Then it ends,
 * so that nothing of this stays in memory.
 */
goToProjectRoot();
const log = openLog("file");
try {
  loadEnvironment("alone");
  const config = readConfig(process.env);
  keepToOwner(config, log);
  const running = await runningPlaces();
  if (running) await show(contextAt(running), running, "is running already");
  else await begin(config, await findPlaces());
} catch (error) {
  process.exitCode = await explain(error, "", { log });
}
if (process.connected) process.disconnect();

async function begin({ senderOn }: Config, places: Places): Promise<void> {
  notePlaces(places);
  const up = started({ start: places.INBOX_PORT ? ["inbox", "serve"] : ["serve"], env: places });
  const context = contextAt(places);
  await migrateToLatest(context.db);
  await seed(context);
  await up;
  // After the inbox is ready: a sender whose connection is refused waits before its next attempt.
  if (senderOn) {
    void started({ start: ["sender"], env: places });
    await firstIssueOut(context);
  }
  await show(context, places, "is up");
}

/** Resolves when these processes are ready. */
async function started(processes: DemoProcesses): Promise<void> {
  process.send!(processes);
  await once(process, "message");
}

/** Waits a while until the demo's issue is in the inbox. */
async function firstIssueOut(context: Context): Promise<void> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const issue = await issueByNumber(context, 1);
    if (issue?.status !== "sending") return;
    await sleep(100);
  }
}

async function show(context: Context, places: Places, state: string): Promise<void> {
  console.log(await screen(context, places, state));
  await context.db.destroy();
}

function contextAt(places: Places): Context {
  return createContext(readConfig({ ...process.env, ...places }), { log, followAtOnce });
}
