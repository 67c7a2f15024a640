import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Installs packages where this is a Debian and we may: the tests of several projects begin at once, so one waits for the
 * other. Services that come along are not started.
 * @param isThere asked again once it is our turn
 * @returns whether it is there now
 */
export function installFromDebian(packages: string[], isThere: () => boolean): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return isThere();
  for (const name of packages) {
    if (isThere()) return true;
    inTurn(`apt-get update -q; apt-get install -y -q --no-install-recommends ${name}`, 420);
  }
  return isThere();
}

function inTurn(command: string, seconds: number) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const args = ["/tmp/pressrun-apt.lock", "sh", "-c", command];
  spawnSync("flock", args, { stdio: "inherit", timeout: seconds * 1000, env });
}
