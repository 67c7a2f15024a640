import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of a process, in MB; `pss` counts what several processes share in equal parts. */
export type Memory = { pid: number; rss: number; pss: number; command: string };

/** A process and all that it started, itself first, then by age. */
export function processesOf(main: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === main)
    .map(Number)
    .sort((a, b) => a - b);
  return [main, ...children.flatMap(processesOf)];
}

export function memoryOf(pid: number): Memory {
  const told = read(`/proc/${pid}/smaps_rollup`);
  const megabytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, "m").exec(told)?.[1] ?? 0) / 1024;
  const command = read(`/proc/${pid}/cmdline`).split("\0").join(" ").trim();
  return { pid, rss: megabytes("Rss"), pss: megabytes("Pss"), command };
}

function parentOf(pid: string): number {
  // `PID (name) state PPID …`
  return Number(/\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0);
}

/** Empty for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
