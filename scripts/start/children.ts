import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { Fault } from "../frame/faults.ts";
import { passOn } from "./lines.ts";

export type ChildName = "serve" | "sender" | "inbox";
type Settings = { env: NodeJS.ProcessEnv; log: Logger; /** File descriptor for what they print. */ output: number };

const files: Record<ChildName, string> = { serve: "../serve.ts", sender: "../sender.ts", inbox: "./inbox.ts" };
/**
 * As in package.json. A sender's memory stays below 150 MB, whatever the list; it lives on 30. The site answers also with
 * a heap of 128 MB; without a bound it takes what the machine has (docs/benchmarks.md, "Pages").
 */
const memory: Record<ChildName, string[]> = {
  serve: ["--max-old-space-size=256"],
  sender: ["--max-semi-space-size=2", "--max-old-space-size=128"],
  inbox: [],
};
/** One that ends is started again after a second, then two, then four …; one that ran for a minute starts anew. */
const longestWait = 30_000;
const goodRun = 60_000;
/** The sender may wait for a last reply from its server; past this nothing comes any more. */
const patience = 15 * 60_000;

export type Children = {
  /** All of them are at work. @throws when one ends before it is */
  ready: Promise<void>;
  /** Asks all of them to end, and waits until they have. */
  end(): Promise<void>;
};

/**
 * Runs our processes and starts those again that end by themselves. Each has a process group of its own, so that
 * Ctrl-C reaches only us, who tell them; and they see, by the line between us, when we are gone.
 */
export function keepRunning(names: ChildName[], settings: Settings): Children {
  const kept = names.map((name) => keep(name, settings));
  const ready = Promise.all(kept.map((one) => one.ready)).then(() => {});
  // Nobody waits for it any more when we are told to stop before.
  ready.catch(() => {});
  return {
    ready,
    end: async () => void (await Promise.all(kept.map((one) => one.end()))),
  };
}

function keep(name: ChildName, settings: Settings) {
  let child: ChildProcess;
  let ending = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const start = () => {
    const startedAt = Date.now();
    child = launch(name, settings);
    child.once("exit", (code, signal) => {
      if (ending) return;
      failures = Date.now() - startedAt > goodRun ? 1 : failures + 1;
      const wait = Math.min(1000 * 2 ** (failures - 1), longestWait);
      settings.log.error({ process: name, code, signal, wait }, "a process ended by itself; it is started again");
      timer = setTimeout(start, wait);
    });
  };

  start();
  // When we go in haste (a second Ctrl-C, a fault of ours), they do not stay.
  process.once("exit", (code) => child.kill(code === 130 ? "SIGKILL" : "SIGTERM"));
  return {
    ready: readiness(name, child!),
    async end() {
      ending = true;
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const last = setTimeout(() => child.kill("SIGKILL"), patience);
      await gone;
      clearTimeout(last);
    },
  };
}

function launch(name: ChildName, { env, log, output }: Settings): ChildProcess {
  const child = fork(fileURLToPath(new URL(files[name], import.meta.url)), [], {
    env: { ...env, npm_lifecycle_event: undefined },
    execArgv: [...memory[name], "--import", "tsx"],
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const said of [child.stdout!, child.stderr!]) passOn(said, { name, log, output });
  return child;
}

function readiness(name: ChildName, child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", () => reject(new Fault(`The process “${name}” did not start; the log says why.`)));
  });
}
