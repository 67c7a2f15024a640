import { format } from "node:util";
import { writeSync } from "node:fs";
import { pino, type DestinationStream, type Logger } from "pino";
import { openLogger } from "#app/log.server.ts";

export type LogPlace = "file" | "stderr";
export const logFile = "data/pressrun.log";

/** Opens the log, one JSON object a line; where the file cannot be written, it is standard error. */
export function openLog(place: LogPlace): Logger {
  return openLogger(forgiving(destination(place)), process.pid);
}

/** A full disk must not end what the log tells of: a line that cannot be written goes to standard error, or is lost. */
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

/** Writes a line where it can be written. */
export function writeAnyhow(descriptor: number, line: string): void {
  try {
    writeSync(descriptor, line);
  } catch {
    // There is no other place left to say so.
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
 * From now on whatever this process has to say is a line of its log: what libraries print, Node's warnings, and the
 * fault that ends it.
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
