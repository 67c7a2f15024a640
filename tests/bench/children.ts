import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { builtCommand } from "../../scripts/start/checks.mjs";
import { lean, memory } from "../../scripts/start/memory.mjs";

export type Child = { process: ChildProcess; firstLine: string };

/** Without its bounds Node's heap takes what the machine has, and a collection of it then holds pages up. */
const bounds: Record<string, string[]> = { "scripts/serve.ts": memory.serve, "scripts/sender.ts": memory.sender };

/**
 * Starts one of our files in a process of its own, a script as it was built and bounded as operators run it. Waits for the
 * first line it prints, or its `ready`; it ends with this one.
 * @param log `ignore` for one whose faults are meant
 */
export async function startChild(
  file: string,
  env: Record<string, string> = {},
  log: "inherit" | "ignore" = "inherit",
): Promise<Child> {
  const built = await builtCommand(file);
  const program = built ? [built] : ["--import", "tsx", file];
  const child = spawn(process.execPath, [...(bounds[file] ?? []), ...program], {
    env: { ...lean, ...process.env, ...env },
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
