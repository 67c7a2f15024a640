import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { second } from "#app/models/durations.ts";

/** Milliseconds between two looks. */
const betweenLooks = 15 * second;
/**
 * A process is idle that used less than this part of the time between. Collecting fewer bytes than these is not worth the
 * pause of a tenth of a second, which somebody may notice, or next to nobody.
 */
const idle = [
  { below: 0.02, worthwhile: 3e6 },
  { below: 0.05, worthwhile: 8e6 },
];

/**
 * Gives memory back once a process has nothing to do: V8 collects when it needs room, and a process that is idle needs
 * none, however much the work before has left.
 */
export function giveBackWhenIdle(stop: AbortSignal): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (how: object) => void;
  let used = process.cpuUsage();
  let least = 0;
  const look = () => {
    const { user, system } = process.cpuUsage(used);
    used = process.cpuUsage();
    const how = idle.find(({ below }) => (user + system) / 1000 < betweenLooks * below);
    if (!how || process.memoryUsage.rss() < least + how.worthwhile) return;
    collect({ type: "major", execution: "sync", flavor: "last-resort" });
    least = process.memoryUsage.rss();
    used = process.cpuUsage();
  };
  const looks = setInterval(look, betweenLooks).unref();
  stop.addEventListener("abort", () => clearInterval(looks));
}
