import { pino, stdSerializers, type Logger } from "pino";

export type LogPlace = "file" | "stderr";
export const logFile = "data/pressrun.log";

/** Opens the log, one JSON object a line; where the file cannot be written, it is standard error. */
export function openLog(place: LogPlace): Logger {
  return pino({ base: { pid: process.pid }, serializers: { error: stdSerializers.err } }, destination(place));
}

function destination(place: LogPlace) {
  if (place === "stderr") return pino.destination({ dest: 2, sync: true });
  try {
    return pino.destination({ dest: logFile, mkdir: true, sync: true });
  } catch {
    return pino.destination({ dest: 2, sync: true });
  }
}
