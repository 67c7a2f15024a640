import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDb, type TestDb } from "./database.ts";
import { endsWithTheTest } from "./cleanup.ts";

/** What a script said, and how it ended. */
export type Said = { code: number | null; stdout: string; stderr: string };

/** An installation of its own: a database, a folder for files, and our scripts at its command line. */
export type Terminal = {
  database: TestDb;
  /** Runs a script to its end. */
  run(script: string, args?: string[], given?: { input?: string; env?: Record<string, string> }): Promise<Said>;
  /** Starts a script that somebody will stop. */
  start(script: string, args?: string[]): ChildProcess & { ended: Promise<Said> };
  /** Writes a file. @returns its path */
  file(name: string, content: string | Uint8Array): string;
};

/** @param smtpUrl the far end; a port where nobody listens, when left out */
export async function aTerminal(smtpUrl = "smtp://127.0.0.1:9"): Promise<Terminal> {
  const database = await testDb();
  const folder = mkdtempSync(join(tmpdir(), "pressrun-terminal-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    DEMO: "off",
    APP_URL: "https://briefing.example.org",
    APP_SECRET: "a secret for tests only, 32 characters and more",
    MAIL_FROM: "hello@briefing.example.org",
    DATABASE_URL: database.url,
    SMTP_URL: smtpUrl,
  };

  const start: Terminal["start"] = (script, args = []) => launch(script, args, environment);
  return {
    database,
    start,
    async run(script, args = [], { input = "", env = {} } = {}) {
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

function launch(script: string, args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ["--import", "tsx", `scripts/${script}.ts`, ...args], { env });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (said.stderr += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...said }));
  endsWithTheTest(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return Object.assign(child, { ended });
}
