import { setTimeout as sleep } from "node:timers/promises";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { compareSchema, migrateToLatest, NewerDatabase } from "#db/migrate.server.ts";
import { CommandFault } from "./faults.ts";
import type { Options, OptionValues } from "./options.ts";
import type { Command } from "./task.ts";

/** Milliseconds: when a machine starts, its database may start after us. */
const timeLimit = minute;
const longestPause = 5_000;
const betweenLooks = 5_000;

/** Prepares the database as a script requires. @returns the migrations that were applied */
export async function prepareDatabase<O extends Options>(
  context: Context,
  { database, log, reads }: Command<O>,
  { options, operands }: { options: OptionValues<O>; operands: string[] },
): Promise<string[]> {
  if (database) return [];
  if (log === "stderr") await untilItAnswers(context);
  const onlyReads = typeof reads === "function" ? reads(options, operands) : reads;
  return onlyReads ? onlyRead(context) : migrated(context);
}

/** Migrates the database to the newest schema. @returns the migrations that were applied */
function migrated(context: Context): Promise<string[]> {
  return migrateToLatest(context.db as Parameters<typeof migrateToLatest>[0]);
}

/**
 * For scripts that only read: the database is not migrated, and writers are not waited for.
 * @throws CommandFault when its schema is older than the code
 */
async function onlyRead(context: Context): Promise<[]> {
  const { missing, newest, isEmpty } = await compareSchema(context.db);
  if (newest) throw new NewerDatabase(newest);
  if (isEmpty)
    throw new CommandFault("There is nothing in the database yet. To set one up: npm start, or npm run migrate");
  if (missing.length > 0) throw new CommandFault(`The database is older than this version. Run: npm run migrate`);
  return [];
}

/** For processes that run on: waits up to a minute for the database; then the supervisor tries again. */
async function untilItAnswers(context: Context): Promise<void> {
  const end = Date.now() + timeLimit;
  for (let pause = 250; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return void (await compareSchema(context.db));
    } catch (error) {
      const outage = databaseOutage(error);
      if ((outage !== "away" && outage !== "busy") || Date.now() > end) throw error;
      if (pause === 250) context.log.warn({ error }, "the database does not answer yet; waiting for it");
      await sleep(pause);
    }
  }
}

/**
 * Logs once that a newer version has migrated the database. Until the next release migrations only add, so the site
 * still works while hosts are upgraded one by one.
 */
export async function sayWhenOvertaken(context: Context, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const newest = await compareSchema(context.db).then(
      (schema) => schema.newest,
      () => null,
    );
    if (newest) return context.log.error({ newest }, "a newer version has changed the database; start that here too");
    await sleep(betweenLooks, undefined, { signal: stop, ref: false }).catch(() => {});
  }
}
