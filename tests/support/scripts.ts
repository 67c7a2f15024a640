import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";
import { endsWithTheTest } from "./cleanup.ts";

/** What a script said, and how it ended. */
export type Said = { code: number | null; stdout: string; stderr: string };

/** Our scripts at the command line of one installation, and a folder for files. */
export type Terminal = {
  /** Runs a script to its end. */
  run(script: string, args?: string[], given?: { input?: string; env?: Record<string, string> }): Promise<Said>;
  /** Starts a script that somebody will stop. */
  start(script: string, args?: string[]): ChildProcess & { ended: Promise<Said>; said: Omit<Said, "code"> };
  /** Writes a file. @returns its path */
  file(name: string, content: string | Uint8Array): string;
};

/** @param installation by its database and its mail server; one that has neither, when left out */
export function aTerminal(
  installation: { databaseUrl?: string; smtpUrl?: string; env?: Record<string, string> } = {},
): Terminal {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-terminal-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  const environment: Environment = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    HOME: folder,
    DEMO: "off",
    APP_URL: "https://briefing.example.org",
    APP_SECRET: "a secret for tests only, 32 characters and more",
    MAIL_FROM: "hello@briefing.example.org",
    DATABASE_URL: installation.databaseUrl ?? `file:${join(folder, "pressrun.db")}`,
    SMTP_URL: installation.smtpUrl ?? "smtp://127.0.0.1:9",
    DKIM_FOLDER: join(folder, "dkim"),
    ...installation.env,
  };

  const host = theHost();
  const start: Terminal["start"] = (script, args = []) => launch(script, args, environment);
  return {
    start,
    async run(script, args = [], { input = "", env = {} } = {}) {
      if (!input && script !== "start" && !host.isBusy) return host.run(script, args, { ...environment, ...env });
      const child = launch(script, args, { ...environment, ...env });
      child.stdin!.on("error", () => {}).end(input);
      return child.ended;
    },
    file(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}

type Environment = Record<string, string | undefined>;

function launch(script: string, args: string[], env: Environment) {
  const child = spawn(process.execPath, [fileOf(script), ...args], { env: env as NodeJS.ProcessEnv });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (said.stderr += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...said }));
  endsWithTheTest(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return Object.assign(child, { ended, said });
}

/** One process that runs scripts for the tests of a file, one at a time; it ends with the file. */
type Host = { isBusy: boolean; run(script: string, args: string[], env: Environment): Promise<Said> };
let host: Host | undefined;

function theHost(): Host {
  return (host ??= openHost());
}

function openHost(): Host {
  let child: ChildProcess | undefined;
  let answers: AsyncIterableIterator<string> | undefined;
  const open = () => {
    child = spawn(process.execPath, ["tests/support/script-host.mjs"], {
      stdio: ["pipe", "inherit", "inherit", "pipe"],
      cwd: process.cwd(),
    });
    child.unref();
    answers = createInterface({ input: child.stdio[3] as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    process.once("exit", () => child!.kill("SIGKILL"));
  };
  const one: Host = {
    isBusy: false,
    async run(script, args, env) {
      if (!child) open();
      one.isBusy = true;
      child!.stdin!.write(`${JSON.stringify({ file: fileOf(script), args, env })}\n`);
      const { value } = await answers!.next();
      one.isBusy = false;
      return JSON.parse(value as string) as Said;
    },
  };
  return one;
}

function fileOf(script: string): string {
  return join(inject("scripts"), `${script}.js`);
}
