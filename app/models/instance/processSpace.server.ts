import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";

/** Where machines cannot be told apart, each process has its own space, and no process is looked up by its id. */
const alone = randomUUID();

/**
 * Returns the space of process ids: equal for all processes that see the same ids, and only for them. A host name is
 * not enough, because containers may share one, and each has its own ids. On Linux it is the boot id, which is unique
 * to a machine and a start, and the namespace of process ids in it (pid_namespaces(7)). Elsewhere it is the address of
 * the network card.
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

/** True when a process of this space has the id. */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
