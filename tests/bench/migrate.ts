import { openDb } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";

/** Upgrades DATABASE_URL in a process of its own, then prints how long that took and the most memory that it had, as JSON. */
const db = openDb(process.env.DATABASE_URL!);
const began = performance.now();
const applied = await migrateToLatest(db);
const ms = performance.now() - began;
await db.destroy();
// In kilobytes, on all systems that Node knows.
process.stdout.write(`${JSON.stringify({ applied, ms, memory: process.resourceUsage().maxRSS * 1024 })}\n`);
