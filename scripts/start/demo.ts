import { fork } from "node:child_process";
import { once } from "node:events";
import { openSync, rmSync } from "node:fs";
import { demoNote } from "../frame/environment.ts";
import { Told } from "../frame/faults.ts";
import { logFile, openPlainLog } from "../frame/plainLog.ts";
import { stopSignal } from "../frame/stop.ts";
import { until } from "../frame/until.ts";
import { keepRunning, program, type ChildName } from "./children.ts";

/** The demo's content asks for these processes, with this environment beside ours. */
export type DemoProcesses = { start: ChildName[]; env: Record<string, string> };

/**
 * Starts the demo: everything on this machine, with an inbox that takes every mail and forwards none. A process that
 * ends when the screen is shown (content.ts) fills the database, and says which others to start.
 */
export async function startDemo(): Promise<void> {
  const stop = stopSignal();
  const log = openPlainLog("file");
  const children: ReturnType<typeof keepRunning>[] = [];
  const { file, execArgv } = program("content");
  const content = fork(file, [], { execArgv, detached: true, env: { ...process.env, npm_lifecycle_event: undefined } });
  const failed = new Promise<never>((_, reject) => {
    content.on("message", ({ start, env }: DemoProcesses) => {
      const output = openSync(logFile, "a", 0o600);
      const some = keepRunning(start, { env: { ...process.env, ...env }, log, output });
      children.push(some);
      some.ready.then(() => content.connected && content.send("ready"), reject);
    });
  });
  process.once("exit", () => content.kill());
  try {
    const shown = once(content, "exit") as Promise<[number | null]>;
    await until(stop, Promise.race([shown, failed]));
    if (!stop.aborted) endWith(await shown);
    // Another one of this database runs already, and the screen has said so.
    if (children.length === 0) return;
    await until(stop, Promise.race(children.map(({ lost }) => lost)));
    console.log("\nStopping: what is in flight is finished first …");
  } finally {
    content.kill();
    await Promise.all(children.map((some) => some.end()));
    if (children.length > 0) rmSync(demoNote, { force: true });
  }
  console.log("Stopped.");
}

/** @throws Told when the content has said already what is wrong */
function endWith([code]: [number | null]): void {
  if (code === 0) return;
  const exitCode = code === 2 || code === 3 ? code : 1;
  throw new Told({ exitCode, code: "failed", message: "The demo did not start." });
}
