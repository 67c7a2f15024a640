import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Logger } from "pino";
import { writeAnyhow } from "../frame/log.ts";

/**
 * Forwards a child's output to the log at `output`. Log lines stay as they are; other text, like the last output of
 * Node or of a C library, becomes one.
 */
export function passOn(said: Readable, { name, log, output }: { name: string; log: Logger; output: number }): void {
  const lines = createInterface({ input: said, crlfDelay: Infinity });
  lines.on("line", (line) => {
    if (isLogLine(line)) writeAnyhow(output, `${line}\n`);
    else if (line.trim() !== "") log.warn({ process: name }, line);
  });
  // The process's own exit reports the end.
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
