import { postgresLedger } from "./postgres.ts";
import { pour } from "./connection.ts";
import { shared } from "./ledger.ts";
import { sqliteLedger } from "./sqlite.ts";

/**
 * A process that hands messages over with the least that keeps the sender's promise: what the product adds to it is what
 * the product costs. Prints its figures as JSON.
 */
const { BENCH_DATABASE: database = "", BENCH_PORT: port } = process.env;
const [readers, connections, bytes] = ["READERS", "CONNECTIONS", "BYTES"].map((name) =>
  Number(process.env[`BENCH_${name}`]),
) as [number, number, number];
const ledger = database.startsWith("postgres")
  ? await postgresLedger(database, readers)
  : sqliteLedger(database, readers);
const next = shared(ledger);
const [from, cpu] = [performance.now(), process.cpuUsage()];
await Promise.all(Array.from({ length: connections }, () => pour(Number(port), bytes, next)));
const seconds = (performance.now() - from) / 1000;
const { user, system } = process.cpuUsage(cpu);
const recorded = await ledger.recorded();
if (recorded !== readers) throw new Error(`${recorded} of ${readers} were recorded`);
const figures = {
  perSecond: readers / seconds,
  cpuMicros: (user + system) / readers,
  memory: process.memoryUsage().rss,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
await ledger.close();
