import type { Readable } from "node:stream";
import { writeAnyhow, type PlainLog } from "../frame/plainLog.ts";

/**
 * Forwards a child's output to the log at `output`. Log lines stay as they are; other text, like the last output of
 * Node or of a C library, becomes one.
 */
export function passOn(said: Readable, { name, log, output }: { name: string; log: PlainLog; output: number }): void {
  const pass = (line: string) => {
    if (isLogLine(line)) writeAnyhow(output, `${line}\n`);
    else if (line.trim() !== "") log.warn({ process: name }, line);
  };
  let rest = "";
  said.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) pass(line.replace(/\r$/, ""));
  });
  said.on("end", () => pass(rest));
  // The process's own exit reports the end.
  said.on("error", () => {});
}

function isLogLine(line: string): boolean {
  if (!line.startsWith('{"level":')) return false;
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
