import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { builtCommand } from "../../scripts/start/checks.mjs";

export type Child = { process: ChildProcess; firstLine: string };

/**
 * Starts one of our files, a script as it was built, in a process of its own and waits for the first line it prints, or
 * its `ready`; it ends with this one.
 * @param log `ignore` for one whose faults are meant
 */
export async function startChild(
  file: string,
  env: Record<string, string> = {},
  log: "inherit" | "ignore" = "inherit",
): Promise<Child> {
  const built = await builtCommand(file);
  const child = spawn(process.execPath, built ? [built] : ["--import", "tsx", file], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", log, "ipc"],
  });
  const [word] = (await Promise.race([once(child.stdout!, "data"), once(child, "message")])) as [Buffer | string];
  return { process: child, firstLine: word.toString().trim() };
}

export async function stopChild({ process: child }: Child): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** The middle one of an odd number of figures. */
export function median(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]!;
}
