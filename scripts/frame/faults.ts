import type { Logger } from "pino";
import { ConfigError } from "#app/config.server.ts";

/** Something that can be expected to go wrong, in a sentence for the person at the keyboard. Exit code 1. */
export class Fault extends Error {
  override name = "Fault";
}

/** The command line is not one we understand, or lacks something. Exit code 2. */
export class UsageFault extends Error {
  override name = "UsageFault";
}

/**
 * Says on standard error what went wrong, without a stack; what nobody expected goes to the log with one.
 * @returns the exit code
 */
export async function explain(error: unknown, usage: string, log?: Logger): Promise<1 | 2> {
  if (error instanceof UsageFault) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (error instanceof Fault || error instanceof ConfigError) {
    console.error(error.message);
    return 1;
  }
  const otherSystem = wordNative(error);
  if (otherSystem) {
    console.error(otherSystem);
    return 1;
  }
  const trouble = await wordDatabase(error);
  log?.error({ error }, "a script ended unexpectedly");
  const hint = log ? " The log (data/pressrun.log) has the details." : "";
  console.error(trouble ?? `This should not have happened: ${firstLine(error)}.${hint}`);
  return 1;
}

/** In words, when the database cannot be used at all; null for anything else. */
async function wordDatabase(error: unknown): Promise<string | null> {
  const { databaseTrouble } = await import("#app/context.server.ts");
  const trouble = databaseTrouble(error);
  if (!trouble) return null;
  const said = firstLine(error) || (error as { code: string }).code;
  return {
    busy: "The database is busy: another process has held it for five seconds. Try again.",
    full: `The disk of the database (DATABASE_URL) is full: ${said}. Make room, then run this again.`,
    away: `The database (DATABASE_URL) cannot be used: ${said}. Try again in a moment.`,
    unusable: `The database (DATABASE_URL) cannot be used: ${said}.`,
  }[trouble];
}

/** In words, when a package's compiled part does not fit this machine; null for anything else. */
function wordNative(error: unknown): string | null {
  const { code, message = "" } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const isNative =
    code === "ERR_DLOPEN_FAILED" ||
    (code === "MODULE_NOT_FOUND" && /\.node'/.test(message)) ||
    /^(Could not load the "sharp" module|Cannot find native binding|Native binding package)/.test(message);
  if (!isNative) return null;
  const system = `${process.platform}-${process.arch}, Node ${process.versions.node}`;
  return `A package in node_modules was installed for another system than this one (${system}). Run npm ci, which installs the one that fits, and then this again.`;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0]!.replace(/\.$/, "");
}
