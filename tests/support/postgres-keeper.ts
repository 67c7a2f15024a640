/**
 * Owns one throw-away PostgreSQL cluster: makes it, prints its URL, and removes it when its input ends.
 * Started by postgres.ts; a process of its own so that nothing is left behind when a test run is killed.
 * `restartable`: a line of input, a signal's name, ends the server that way and prints `down`; the line `start` starts it
 * with what was committed, and prints `up` once it answers. `durable`: commits wait for the disk.
 */
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { durable, makeFolders, startCluster } from "./postgres-cluster.ts";

// Ctrl-C is the runner's business: its end closes our input.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
const inputEnded = once(process.stdin.resume(), "close");

const isDurable = process.argv.includes("durable");
const folders = makeFolders(isDurable ? "disk" : "memory");
// Also when this process fails: nobody else knows what it has made.
process.on("exit", () => {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const restartable = process.argv.includes("restartable");
const settings = isDurable ? durable : restartable ? { synchronous_commit: "on" } : {};
const { url, server, serve } = await startCluster(folders, settings).catch((error: Error) => {
  console.error(`PostgreSQL: ${error.message}`);
  process.exit(1);
});
let running = server;
process.prependListener("exit", () => running.kill("SIGKILL"));
console.log(url);

if (restartable) {
  createInterface(process.stdin).on("line", (line) => void (line === "start" ? start() : endBy(line)));
  await inputEnded;
} else await Promise.race([inputEnded, once(server, "close")]);
// At once, without writing out what is thrown away anyway.
const ended = once(running, "close");
if (running.kill("SIGQUIT")) await ended;
process.exit(0);

async function endBy(signal: string) {
  const ended = once(running, "close");
  running.kill(signal as NodeJS.Signals);
  await ended;
  console.log("down");
}

async function start() {
  running = await untilServed();
  console.log("up");
}

/** After a `kill -9` the memory that the server shared with its children is held until they have noticed. */
async function untilServed(): ReturnType<typeof serve> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await serve();
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(200);
    }
  }
}
