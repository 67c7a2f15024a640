import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { CommandFault, type ToldFault } from "../frame/faults.ts";
import type { PlainLog } from "../frame/plainLog.ts";
import { passOn } from "./lines.ts";
import { lean, memory, signers } from "./memory.mjs";

export type ChildName = "serve" | "sender" | "inbox";
type Settings = {
  env: NodeJS.ProcessEnv;
  log: PlainLog;
  /** File descriptor of their output. */
  output: number;
  /** Milliseconds of the first wait before a restart; shorter in tests. */
  second?: number;
  /**
   * True where what keeps them running has other work, which none of their faults may end: one is started again however
   * often it ends, and `lost` stays open. Only one that is older than the database is not.
   */
  neverGivenUp?: boolean;
};

const sources = {
  serve: "../serve.ts",
  sender: "../sender.ts",
  inbox: "./inbox.ts",
  content: "./content.ts",
  fonts: "./fonts.ts",
};
/** A process that ends is restarted after one second, then two, then four …; a run of a minute resets the wait. */
const longestWait = 30_000;
const goodRun = 60_000;
/** A process that ends this often before it is ready is given up, with an error. */
const mostStarts = 4;
/** The exit code of a process older than its database. If the code was upgraded meanwhile, a restart is newer. */
const outdated = 3;
/** The sender may wait for a last reply from its server; after this none will come. */
const patience = 15 * 60_000;

type Children = {
  /** All of them are ready. @throws CommandFault when one of them cannot start */
  ready: Promise<void>;
  /** Never resolves. @throws CommandFault when one never becomes ready, or none of them can continue */
  lost: Promise<never>;
  /** Tells all of them to end, and waits until they have. */
  end(): Promise<void>;
};

/**
 * Runs our processes, and restarts those that end by themselves. Each has its own process group, so that Ctrl-C reaches
 * only this process, which then tells them. They notice its death by the channel between.
 */
export function keepRunning(names: ChildName[], settings: Settings): Children {
  const kept = names.map((name) => keep(name, settings));
  const ready = Promise.all(kept.map((one) => one.ready)).then(() => {});
  const none = Promise.all(kept.map((one) => one.retired)).then(([fault]) => {
    throw fault;
  });
  const lost: Promise<never> = Promise.race([none, ...kept.map((one) => one.lost)]);
  // After an early stop nothing awaits these promises.
  for (const outcome of [ready, lost]) outcome.catch(() => {});
  return { ready, lost, end: async () => void (await Promise.all(kept.map((one) => one.end()))) };
}

/** Long because: its functions share the state of one child process. */
function keep(name: ChildName, settings: Settings) {
  const { second = 1000, neverGivenUp = false, log } = settings;
  let child: ChildProcess | undefined;
  let ending = false;
  let failures = 0;
  /** From then on it is started again whenever it ends. */
  let isKept = neverGivenUp;
  let timer: NodeJS.Timeout | undefined;
  const ready = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<never>();
  const retired = Promise.withResolvers<CommandFault>();

  const start = () => {
    const startedAt = Date.now();
    let worked = false;
    let told: CommandFault | null = null;
    const ended = (code: number | null, signal: NodeJS.Signals | null, error?: unknown) => {
      if (ending) return;
      failures = Date.now() - startedAt > goodRun ? 1 : failures + 1;
      if (told && isKept) log.error({ process: name }, told.message);
      const fault = hopeless(name, { code, worked, isKept, failures }) ?? (isKept ? null : told);
      if (fault) {
        ending = true;
        // During an upgrade of hosts one by one, a sender that is too old does not end the site.
        if (isKept) log.error({ process: name }, `${fault.message} It is not started again.`);
        if (isKept) return retired.resolve(fault);
        ready.reject(fault);
        return lost.reject(fault);
      }
      const wait = Math.min(second * 2 ** (failures - 1), longestWait);
      log.error({ process: name, code, signal, wait, error }, "a process ended by itself; it is started again");
      timer = setTimeout(start, wait);
    };
    try {
      child = launch(name, settings);
    } catch (error) {
      child = undefined;
      return ended(null, null, error);
    }
    child.on("message", (message: "ready" | { fault: ToldFault }) => {
      if (message !== "ready") return void (told = faultTold(message.fault));
      worked = isKept = true;
      ready.resolve();
    });
    child.once("exit", ended);
    // It did not begin, because memory, processes or open files are short; or a message did not reach it, as it ended.
    child.on("error", (error) => child?.pid ?? ended(null, null, error));
  };

  start();
  // At a hasty exit (a second Ctrl-C, an error here) the processes must not remain.
  process.once("exit", (code) => child?.kill(code === 130 ? "SIGKILL" : "SIGTERM"));
  return {
    ready: ready.promise,
    lost: lost.promise,
    /** It is not restarted, and the others continue. */
    retired: retired.promise,
    async end() {
      ending = true;
      clearTimeout(timer);
      if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const last = setTimeout(() => child?.kill("SIGKILL"), patience);
      await gone;
      clearTimeout(last);
    },
  };
}

type Ended = { code: number | null; worked: boolean; isKept: boolean; failures: number };

/** Says why a restart makes no sense; null when it does. */
function hopeless(name: ChildName, { code, worked, isKept, failures }: Ended): CommandFault | null {
  if (code === outdated && !worked)
    return new CommandFault(
      `The process “${name}” is older than the database; the log says more.`,
      "outdated",
      outdated,
    );
  if (isKept || failures < mostStarts) return null;
  return new CommandFault(`The process “${name}” did not start in ${mostStarts} tries; the log says why.`);
}

function faultTold({ message, code, exitCode }: ToldFault): CommandFault {
  return new CommandFault(message, code, exitCode);
}

function launch(name: ChildName, { env, log, output }: Settings): ChildProcess {
  const { file, execArgv } = program(name);
  const child = fork(file, [], {
    env: { ...lean, ...(name === "sender" && signers), ...env, npm_lifecycle_event: undefined },
    execArgv: [...memory[name], ...execArgv],
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  // One that did not begin has none.
  for (const said of [child.stdout, child.stderr]) if (said) passOn(said, { name, log, output });
  return child;
}

/** The file of one of `npm start`'s processes, and how Node loads it. As built, all of them stand beside this file. */
export function program(name: keyof typeof sources): { file: string; execArgv: string[] } {
  const isBuilt = import.meta.url.endsWith(".js");
  const loader = isBuilt ? new URL("../../scripts/start/built.mjs", import.meta.url).href : "tsx";
  const file = fileURLToPath(new URL(isBuilt ? `./${name}.js` : sources[name], import.meta.url));
  return { file, execArgv: ["--import", loader] };
}
