import { execFile } from "node:child_process";
import { promisify } from "node:util";

const runFile = promisify(execFile);

/**
 * Runs one of our TypeScript files in a process of its own, as `npm run …` does.
 * @returns what it printed
 * @throws when it ends with another code than 0; the error carries `code`, `stdout` and `stderr`
 */
export async function runProcess(
  file: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<{ stdout: string; stderr: string }> {
  return runFile(process.execPath, ["--import", "tsx", file, ...args], {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  });
}
