import { setTimeout as sleep } from "node:timers/promises";
import { readConfig } from "#app/config.server.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { followAtOnce } from "#app/models/events/followers.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import type { Places } from "./places.ts";
import { screen } from "./screen.ts";
import { seed } from "./seed.ts";

/** Milliseconds that the screen waits for the first issue in the inbox. */
const patience = 20_000;

/** Opens the demo's database, and fills it. */
export async function fill(places: Places, log: Context["log"]): Promise<Context> {
  const context = contextAt(places, log);
  await migrateToLatest(context.db);
  await seed(context);
  return context;
}

/** Waits a while until the demo's issue is in the inbox. */
export async function firstIssueOut(context: Context, stop: AbortSignal): Promise<void> {
  const end = Date.now() + patience;
  while (!stop.aborted && Date.now() < end) {
    const issue = await issueByNumber(context, 1);
    if (issue?.status !== "sending") return;
    await sleep(100);
  }
}

/** Prints the one screen; without a context when the demo is running already. */
export async function show(places: Places, log: Context["log"], context?: Context): Promise<void> {
  if (context) return console.log(await screen(context, places, "is up"));
  const second = contextAt(places, log);
  console.log(await screen(second, places, "is running already"));
  await second.db.destroy();
}

function contextAt(places: Places, log: Context["log"]): Context {
  return createContext(readConfig({ ...process.env, ...places }), { log, followAtOnce });
}
