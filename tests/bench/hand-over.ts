import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { runSender } from "#app/sender/sender.server.ts";

/**
 * One sender process that hands over all that is due, or for BENCH_SECONDS, then prints what it took as JSON (see
 * `HandedOver`).
 */
const context = createContext(readConfig(process.env), { log: pino({ level: "error" }) });
const stop = new AbortController();
let mostMemory = 0;
const seconds = Number(process.env.BENCH_SECONDS ?? Infinity);
const started = performance.now();
const watch = setInterval(async () => {
  mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
  const issue = await context.db
    .selectFrom("issues")
    .select("status")
    .where("status", "=", "sending")
    .executeTakeFirst();
  if (!issue || performance.now() - started > seconds * 1000) stop.abort();
}, 100);
const [upAt, cpu] = [Date.now(), process.cpuUsage()];
await runSender(context, stop.signal);
clearInterval(watch);
const { first, last, taken } = await context.db
  .selectFrom("deliveries")
  .select(({ fn }) => [
    fn.min<number>("first_claimed_at").as("first"),
    fn.max<number>("finished_at").as("last"),
    fn.min<number>("finished_at").as("taken"),
  ])
  .executeTakeFirstOrThrow();
const { user, system } = process.cpuUsage(cpu);
const handed = { first, last, firstTakenMs: taken - upAt, mostMemory, cpuMs: (user + system) / 1000 };
process.stdout.write(`${JSON.stringify(handed)}\n`);
await context.db.destroy();
