import { format } from "node:util";
import { writeSync } from "node:fs";
import { pino, type DestinationStream, type Logger } from "pino";
import { openLogger } from "#app/log.server.ts";

export type LogPlace = "file" | "stderr";
export const logFile = "data/pressrun.log";

/** Opens the log, one JSON object a line; when the file cannot be written, on standard error. */
export function openLog(place: LogPlace): Logger {
  return openLogger(forgiving(destination(place)), process.pid);
}

/** A full disk must not end the process: a line that cannot be written goes to standard error, or is lost. */
function forgiving(destination: DestinationStream): DestinationStream {
  return {
    write(line) {
      try {
        destination.write(line);
      } catch {
        writeAnyhow(2, line);
      }
    },
  };
}

/** Writes a line to a descriptor, and ignores an error. */
export function writeAnyhow(descriptor: number, line: string): void {
  try {
    writeSync(descriptor, line);
  } catch {
    // The log itself is the only place to report it.
  }
}

function destination(place: LogPlace) {
  if (place === "stderr") return pino.destination({ dest: 2, sync: true });
  try {
    return pino.destination({ dest: logFile, mkdir: true, sync: true, mode: 0o600 });
  } catch {
    return pino.destination({ dest: 2, sync: true });
  }
}

/**
 * From now on everything that this process reports becomes a line of its log: library output, Node's warnings, and the
 * error that ends it.
 */
export function keepToLog(log: Logger): void {
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
