import { createReadStream } from "node:fs";
import { pino } from "pino";
import { readConfig } from "#app/config.server.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { listImports } from "#app/models/readers/import/imports.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { firstList, type List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";

/**
 * What a task took: milliseconds, of the processor too, bytes of memory at most; `rows` that it did, and when each twentieth
 * was done.
 */
export type Took = { rows: number; ms: number; cpuMs: number; memory: number; marks: number[] };

type Work = (context: Context, list: List, mark: (done: number, of: number) => void) => Promise<number>;

const tasks: Record<string, Work> = {
  async import(context, list, mark) {
    const order = { list, basis: "At the fair in Delft, 2025", file: "bench.csv", actor: "bench", confirm: false };
    const open = () => createReadStream(process.env.BENCH_FILE!, { highWaterMark: 1 << 18 });
    const result = await importReaders(context, open, order, { onProgress: mark });
    if ("error" in result) throw new Error(JSON.stringify(result));
    return result.counts.imported;
  },
  async undo(context, _, mark) {
    const [last] = await listImports(context);
    const result = await undoImport(context, last!.id, "bench", { onProgress: mark });
    if ("error" in result || result.state !== "undone") throw new Error(JSON.stringify(result));
    return result.counts.imported;
  },
  async export(context, list) {
    let rows = -1;
    for await (const piece of subscribersCsv(context, list, { who: "all" }, "bench"))
      rows += piece.split("\r\n").length - 1;
    return rows;
  },
  async verify(context) {
    const { tally, fault } = await verifyConsent(context);
    if (fault) throw new Error(JSON.stringify(fault));
    return tally.events;
  },
  async start(context) {
    const sent = await sendIssue(context, Number(process.env.BENCH_ISSUE), "bench");
    if ("error" in sent) throw new Error(JSON.stringify(sent));
    return sent.counts.total;
  },
};

/** Does BENCH_TASK in a process of its own, as a command would, and prints what it took as JSON. */
const context = createContext(readConfig(process.env), { log: pino({ level: "error" }) });
const marks: number[] = [];
const [began, cpu] = [performance.now(), process.cpuUsage()];
const rows = await tasks[process.env.BENCH_TASK!]!(context, (await firstList(context))!, (done, of) => {
  while (marks.length < Math.floor((done / of) * 20)) marks.push(performance.now() - began);
});
const ms = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
await context.db.destroy();
const took: Took = { rows, ms, cpuMs: (user + system) / 1000, memory: process.resourceUsage().maxRSS * 1024, marks };
process.stdout.write(`${JSON.stringify(took)}\n`);
