import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { outside, withRequire } from "../../scripts/start/bundle.mjs";
import { endsWithTheTest } from "./cleanup.ts";

const runFile = promisify(execFile);

/**
 * Runs it in a process of its own.
 * @returns what it printed
 * @throws when it ends with another code than 0; the error carries `code`, `stdout` and `stderr`
 */
type Run = (args?: string[], env?: Record<string, string>) => Promise<{ stdout: string; stderr: string }>;

/** Returns what runs one of our TypeScript files, as `npm run …` does where nothing is built. */
export function fromSources(file: string): Run {
  return running(["--import", "tsx", file]);
}

/**
 * Returns what runs one of our TypeScript files, made plain JavaScript for this test: from the sources, each process would
 * load some hundred files first, which takes longer than what most are started for.
 */
export async function bundled(file: string): Promise<Run> {
  const program = resolve("build", `test-${randomBytes(8).toString("hex")}.mjs`);
  endsWithTheTest(() => rm(program, { force: true }));
  await build({
    ...{ entryPoints: [file], outfile: program, bundle: true, logLevel: "error" },
    ...{ platform: "node", format: "esm", target: "node22", external: [...outside, "#build/*"], banner: withRequire },
  });
  return running([program]);
}

function running(program: string[]): Run {
  return (args = [], env = {}) =>
    runFile(process.execPath, [...program, ...args], { env: { ...process.env, ...env }, maxBuffer: 2 ** 26 });
}
