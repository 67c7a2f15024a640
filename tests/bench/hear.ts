import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";

/** One process that understands all that has come in and acts on it, then prints what it took as JSON (see `Heard`). */
const context = createContext(readConfig(process.env), { log: pino({ level: "error" }) });
let mostMemory = 0;
const watch = setInterval(() => (mostMemory = Math.max(mostMemory, process.memoryUsage.rss())), 50);
const [began, cpu] = [performance.now(), process.cpuUsage()];
const { understood, failed } = await workOnInbound(context);
clearInterval(watch);
const { user, system } = process.cpuUsage(cpu);
const heard = { understood, failed, ms: performance.now() - began, cpuMs: (user + system) / 1000, mostMemory };
process.stdout.write(`${JSON.stringify(heard)}\n`);
await context.db.destroy();
