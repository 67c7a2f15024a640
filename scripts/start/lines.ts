import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Logger } from "pino";
import { writeAnyhow } from "../frame/log.ts";

/**
 * Passes on what a process of ours says to the log at `output`: its own lines as they are. What no line of the log is,
 * like the last words of Node or of a library in C, becomes one.
 */
export function passOn(said: Readable, { name, log, output }: { name: string; log: Logger; output: number }): void {
  const lines = createInterface({ input: said, crlfDelay: Infinity });
  lines.on("line", (line) => {
    if (isLogLine(line)) writeAnyhow(output, `${line}\n`);
    else if (line.trim() !== "") log.warn({ process: name }, line);
  });
  // Its end is told by the process itself.
  lines.on("error", () => {});
}

function isLogLine(line: string): boolean {
  if (!line.startsWith('{"level":')) return false;
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
