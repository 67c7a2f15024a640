import { mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { format } from "node:util";
import { hideTokens } from "#app/hideTokens.server.ts";

export type LogPlace = "file" | "stderr";
export const logFile = "data/pressrun.log";

type Say = (fields: object, message: string) => void;
/** A log, as far as what watches over our processes needs one; a pino log is one too. */
export type PlainLog = { info: Say; warn: Say; error: Say; fatal: Say };

/**
 * Opens the log for a process that says a dozen lines in its life: the same lines as `openLog` writes, without a
 * package in memory. When the file cannot be written, on standard error.
 */
export function openPlainLog(place: LogPlace): PlainLog {
  const output = descriptor(place);
  const at =
    (level: number): Say =>
    (fields, msg) => {
      const line = { level, time: Date.now(), pid: process.pid, ...fields, msg };
      writeAnyhow(output, `${hideTokens(JSON.stringify(line, plainError))}\n`);
    };
  return { info: at(30), warn: at(40), error: at(50), fatal: at(60) };
}

function descriptor(place: LogPlace): number {
  if (place === "stderr") return 2;
  try {
    mkdirSync(dirname(logFile), { recursive: true });
    return openSync(logFile, "a", 0o600);
  } catch {
    return 2;
  }
}

function plainError(_name: string, value: unknown): unknown {
  return value instanceof Error ? { type: value.name, message: value.message, stack: value.stack } : value;
}

/** Writes a line to a descriptor, and ignores an error. */
export function writeAnyhow(descriptor: number, line: string): void {
  try {
    writeSync(descriptor, line);
  } catch {
    // The log itself is the only place to report it.
  }
}

/**
 * From now on everything that this process reports becomes a line of its log: library output, Node's warnings, and the
 * error that ends it.
 */
export function keepToLog(log: PlainLog): void {
  const levels = { error: "error", warn: "warn", info: "info", log: "info", debug: "info", trace: "info" } as const;
  for (const [name, level] of Object.entries(levels))
    console[name as keyof typeof levels] = (...words: unknown[]) => log[level]({ said: "console" }, format(...words));
  // Node's own listener prints them.
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => log.warn({ said: name }, message));
  const end = (error: unknown) => {
    log.fatal({ error }, "this process ends: nothing caught a fault");
    process.exit(1);
  };
  process.on("uncaughtException", end).on("unhandledRejection", end);
}
