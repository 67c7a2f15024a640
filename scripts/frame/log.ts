import { pino, type DestinationStream, type Logger } from "pino";
import { openLogger } from "#app/log.server.ts";
import { logFile, writeAnyhow, type LogPlace } from "./plainLog.ts";

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

function destination(place: LogPlace) {
  if (place === "stderr") return pino.destination({ dest: 2, sync: true });
  try {
    return pino.destination({ dest: logFile, mkdir: true, sync: true, mode: 0o600 });
  } catch {
    return pino.destination({ dest: 2, sync: true });
  }
}
