/**
 * Owns one throw-away PostgreSQL cluster: makes it, prints its URL, and removes it when its input ends.
 * Started by postgres.ts; a process of its own so that nothing is left behind when a test run is killed.
 */
import { once } from "node:events";
import { rmSync } from "node:fs";
import { makeFolders, startCluster } from "./postgres-cluster.ts";

// Ctrl-C is the runner's business: its end closes our input.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
const inputEnded = once(process.stdin.resume(), "close");

const folders = makeFolders();
// Also when this process fails: nobody else knows what it has made.
process.on("exit", () => {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const { url, server } = await startCluster(folders).catch((error: Error) => {
  console.error(`PostgreSQL: ${error.message}`);
  process.exit(1);
});
process.prependListener("exit", () => server.kill("SIGKILL"));
const serverEnded = once(server, "close");
console.log(url);

await Promise.race([inputEnded, serverEnded]);
// At once, without writing out what is thrown away anyway.
server.kill("SIGQUIT");
await serverEnded;
process.exit(0);
