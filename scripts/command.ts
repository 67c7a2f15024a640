import { readConfig } from "#app/config.server.ts";
import { closedDb, createContext, type Context } from "#app/context.server.ts";
import { followAtOnce } from "#app/models/events/followers.server.ts";
import { prepareDatabase } from "./frame/database.ts";
import { goToProjectRoot, loadEnvironment } from "./frame/environment.ts";
import { explain } from "./frame/faults.ts";
import { openLog } from "./frame/log.ts";
import { readArguments, usageOf, type Options } from "./frame/options.ts";
import { keepToOwner } from "./frame/ownerOnly.ts";
import { keepToLog } from "./frame/plainLog.ts";
import type { Command, Print } from "./frame/task.ts";
import { outputEnded } from "./frame/terminal.ts";

export { CommandFault, UsageFault } from "./frame/faults.ts";

/**
 * The frame of every script: reads the command line, makes the context on a migrated database, and turns what goes
 * wrong into one sentence, or with `--json` into JSON. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 older than the
 * database; `send-issue` has one more.
 */
export async function command<const O extends Options>(task: Command<O>): Promise<void> {
  process.stdout.on("error", outputEnded);
  goToProjectRoot();
  process.exitCode = await run(task);
  if (process.connected) process.disconnect();
}

async function run<const O extends Options>(task: Command<O>): Promise<number> {
  const args = process.argv.slice(2);
  let context: Context | undefined;
  try {
    const { options, operands, help } = readArguments(task, args);
    if (help) return say(usageOf(task));
    const print: Print = (words, json) => void say(options.json ? JSON.stringify(json) : words);
    loadEnvironment();
    const config = readConfig(process.env);
    const log = openLog(task.log ?? "file");
    if (task.log === "stderr") keepToLog(log);
    context = createContext(config, { log, followAtOnce, ...(task.database === "closed" && { db: closedDb() }) });
    keepToOwner(config, log);
    const applied = await prepareDatabase(context, task, { options, operands });
    return (await task.run({ context, options, operands, print, migrated: applied })) ?? 0;
  } catch (error) {
    return await explain(error, usageOf(task, "short"), {
      log: context?.log,
      json: args.includes("--json"),
      watched: task.log === "stderr" && process.connected,
    });
  } finally {
    await context?.db.destroy();
  }
}

function say(words: string): 0 {
  if (words) console.log(words);
  return 0;
}
