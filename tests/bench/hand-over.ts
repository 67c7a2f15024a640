import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { runSender } from "#app/sender/sender.server.ts";

/**
 * One sender process that hands over all that is due, then prints what it took as JSON: milliseconds from its first
 * look to the last answer recorded, and the most memory it held, in bytes.
 */
const context = createContext(readConfig(process.env), { log: pino({ level: "error" }) });
const stop = new AbortController();
let mostMemory = 0;
const started = performance.now();
const watch = setInterval(async () => {
  mostMemory = Math.max(mostMemory, process.memoryUsage().rss);
  const issue = await context.db
    .selectFrom("issues")
    .select("status")
    .where("status", "=", "sending")
    .executeTakeFirst();
  if (!issue) stop.abort();
}, 100);
await runSender(context, stop.signal);
clearInterval(watch);
const { first, last } = await context.db
  .selectFrom("deliveries")
  .select(({ fn }) => [fn.min<number>("first_claimed_at").as("first"), fn.max<number>("finished_at").as("last")])
  .executeTakeFirstOrThrow();
const cpu = process.cpuUsage();
process.stdout.write(
  `${JSON.stringify({ first, last, ms: performance.now() - started, mostMemory, cpuMs: (cpu.user + cpu.system) / 1000 })}\n`,
);
await context.db.destroy();
