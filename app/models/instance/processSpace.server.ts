import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";

/** Where nothing else tells machines apart, each process is in a space of its own: none is looked for by its id. */
const alone = randomUUID();

/**
 * Where process ids mean processes: the same for those, and only those, that see the same ids. A host name does not say
 * that: containers may share one, and each has ids of its own. On Linux it is the boot, which no other machine and no
 * other time shares, and the namespace of process ids in it (pid_namespaces(7)); elsewhere the machine's network card.
 */
export function processSpace(): string {
  return `${hostname()} ${linuxSpace() ?? networkCard() ?? alone}`;
}

function linuxSpace(): string | null {
  if (process.platform !== "linux") return null;
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return alone;
  }
}

function networkCard(): string | null {
  const cards = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const macs = cards.filter(({ internal, mac }) => !internal && mac !== "00:00:00:00:00:00").map(({ mac }) => mac);
  return macs.sort()[0] ?? null;
}

/** True when a process of our own space has this id. */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
