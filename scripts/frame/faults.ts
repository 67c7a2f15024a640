import type { ConfigError } from "#app/config.server.ts";
import type { PlainLog } from "./plainLog.ts";

/** An expected fault, in a sentence for the operator. Exit code 1. */
export class CommandFault extends Error {
  override name = "Fault";
  /** @param code for programs */
  constructor(
    message: string,
    readonly code = "failed",
    readonly exitCode: ExitCode = 1,
  ) {
    super(message);
  }
}

/** A command line that is invalid or incomplete. Exit code 2. */
export class UsageFault extends Error {
  override name = "UsageFault";
}

/** A result that has been printed already, as the end of a longer output. */
export class Told extends Error {
  constructor(readonly fault: ToldFault) {
    super(fault.message);
  }
}

/** 1: failed, 2: wrong usage, 3: this version is older than the database, so that a restart would not help. */
type ExitCode = 1 | 2 | 3;

/** A fault: a code for programs, and a sentence for people. */
export type ToldFault = { exitCode: ExitCode; code: string; message: string; unexpected?: true };

/**
 * Prints a fault without a stack: for people on standard error; with `json` as `{"error":{"code","message"}}` on
 * standard output, which then holds one JSON document in every case. An unexpected error goes to the log with its
 * stack.
 * @param usage the script's usage, printed after a wrong one
 * @param settings `watched`: the process that started this one is told an expected fault instead, and prints it
 */
export async function explain(
  error: unknown,
  usage: string,
  {
    log,
    json = false,
    watched = false,
  }: { log?: Pick<PlainLog, "error"> | undefined; json?: boolean; watched?: boolean } = {},
): Promise<ExitCode> {
  if (error instanceof Told) return error.fault.exitCode;
  const fault = await faultOf(error);
  const { exitCode, code, message, unexpected } = fault;
  if (unexpected || code.startsWith("database")) log?.error({ error }, "a script ended unexpectedly");
  if (watched && !unexpected) {
    await new Promise((sent) => process.send!({ fault }, sent));
    return exitCode;
  }
  const hint = unexpected && log ? " The log (data/pressrun.log) has the details." : "";
  if (json) console.log(JSON.stringify({ error: { code, message: message + hint } }));
  else console.error(exitCode === 2 ? `${message}\n\n${usage}` : message + hint);
  return exitCode;
}

/** Converts an error to its fault. */
export async function faultOf(error: unknown): Promise<ToldFault> {
  if (error instanceof UsageFault) return { exitCode: 2, code: "usage", message: error.message };
  if (error instanceof CommandFault) return { exitCode: error.exitCode, code: error.code, message: error.message };
  if (isConfigError(error)) return { exitCode: 1, code: "environment", message: error.message };
  if (error instanceof Error && error.name === "TemplateFault")
    return { exitCode: 1, code: "template", message: error.message };
  if (error instanceof Error && "newest" in error) return outdated(String(error.newest));
  const otherSystem = wordNative(error);
  if (otherSystem) return { exitCode: 1, code: "platform", message: otherSystem };
  const inTrouble = await databaseFault(error);
  const message = `This should not have happened: ${firstLine(error)}.`;
  return inTrouble ?? { exitCode: 1, code: "unexpected", message, unexpected: true };
}

/** By its name, so that what watches over our processes does not load all that checks an environment. */
function isConfigError(error: unknown): error is ConfigError {
  return error instanceof Error && error.name === "ConfigError";
}

/** @param newest the unknown migration */
function outdated(newest: string): ToldFault {
  const message =
    `This Pressrun is older than its database, which a newer version has brought to ${newest}. ` +
    "Start the newer version here too; docs/operating.md says how under “Upgrading”.";
  return { exitCode: 3, code: "outdated", message };
}

/** The fault of an unusable database; null for other errors. */
async function databaseFault(error: unknown): Promise<ToldFault | null> {
  const { databaseOutage } = await import("#app/context.server.ts");
  const outage = databaseOutage(error);
  if (!outage) return null;
  const cause = firstLine(error) || (error as { code: string }).code;
  const message = {
    busy: "The database is busy: another process has held it for five seconds. Try again.",
    full: `The disk of the database (DATABASE_URL) is full: ${cause}. Make room, then run this again.`,
    away: `The database (DATABASE_URL) cannot be used: ${cause}. Try again in a moment.`,
    unusable: `The database (DATABASE_URL) cannot be used: ${cause}.`,
  }[outage];
  return { exitCode: 1, code: `database-${outage}`, message };
}

/** A sentence for a native module that does not fit this machine; null for other errors. */
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
